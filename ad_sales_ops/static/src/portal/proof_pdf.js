/* global pdfjsLib */
import { loadPDFJSAssets } from "@web/core/utils/pdfjs";

const MOST_PAGES = 20;
/** Enough for six times the width of a telephone, little enough for its memory. */
const WIDTH = 1600;

/**
 * Draw the pages of a PDF file one below the other.
 *
 * @param {string} url
 * @param {HTMLElement} stage filled with one ``.o_ad_proof_sheet_page`` a page
 */
export async function drawPdf(url, stage) {
    await loadPDFJSAssets();
    pdfjsLib.GlobalWorkerOptions.workerSrc = "/web/static/lib/pdfjs/build/pdf.worker.js";
    const file = await pdfjsLib.getDocument({
        url,
        // The file comes from outside.
        isEvalSupported: false,
        cMapUrl: "/web/static/lib/pdfjs/web/cmaps/",
        cMapPacked: true,
    }).promise;
    stage.replaceChildren();
    for (let number = 1; number <= Math.min(file.numPages, MOST_PAGES); number++) {
        stage.append(await drawPage(await file.getPage(number), number));
    }
}

async function drawPage(page, number) {
    const holder = document.createElement("div");
    holder.className = "o_ad_proof_sheet_page";
    holder.dataset.page = number;
    const canvas = document.createElement("canvas");
    const { width } = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: WIDTH / width });
    canvas.width = viewport.width;
    canvas.height = viewport.height;
    holder.append(canvas);
    await page.render({ canvasContext: canvas.getContext("2d"), viewport }).promise;
    return holder;
}
