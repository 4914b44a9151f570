/**
 * The geometry of the flat plan: rectangles on a strip of page sides, each a grid of
 * 120 × 120. Pure functions; the server and the database judge in the end.
 */
export const GRID = 120;

/** Whether two things lie over each other; the strip runs from left to right. */
export function overlaps(one, other) {
    const left = (item) => (item.page - 1) * GRID + item.x;
    return (
        left(one) < left(other) + other.width &&
        left(other) < left(one) + one.width &&
        one.y < other.y + other.height &&
        other.y < one.y + one.height
    );
}

/** Ordinals of the sides on which something lies. */
export function pagesOf(item) {
    const count = Math.ceil(item.width / GRID);
    return Array.from({ length: count }, (_, index) => item.page + index);
}

/**
 * The side on which a thing of this width has to start when it is held over a page, or
 * 0 when it cannot start there: a spread starts on the left page of a pair.
 */
export function startPage(width, page, spreads) {
    if (width <= GRID) {
        return page;
    }
    const spread = spreads.find((pages) => pages.includes(page));
    return spread && spread.length * GRID >= width ? spread[0] : 0;
}

/** What lies on a page, seen from that page: the second side of a spread is full. */
function onPage(page, items) {
    return items
        .filter((item) => item.page && pagesOf(item).includes(page))
        .map((item) =>
            item.width > GRID ? { ...item, page, x: 0, width: GRID } : { ...item }
        );
}

function edges(size, starts, ends) {
    const found = new Set([0, GRID - size, ...ends, ...starts.map((at) => at - size)]);
    for (let at = size; at + size <= GRID; at += size) {
        found.add(at);
    }
    return [...found].filter((at) => at >= 0 && at + size <= GRID).sort((a, b) => a - b);
}

/**
 * Every free place for a size on a page, in reading order: edge to edge with the page,
 * with its own multiples and with what stands there.
 *
 * @returns {{x: number, y: number}[]}
 */
export function freePlaces(size, page, items) {
    if (size.width > GRID) {
        const place = { ...size, page, x: 0, y: 0 };
        return items.some((item) => item.page && overlaps(place, item))
            ? []
            : [{ x: 0, y: 0 }];
    }
    const taken = onPage(page, items);
    const lefts = edges(
        size.width,
        taken.map((item) => item.x),
        taken.map((item) => item.x + item.width)
    );
    const tops = edges(
        size.height,
        taken.map((item) => item.y),
        taken.map((item) => item.y + item.height)
    );
    return tops
        .flatMap((y) => lefts.map((x) => ({ x, y })))
        .filter((at) => !taken.some((item) => overlaps({ ...size, page, ...at }, item)));
}

/**
 * The free place nearest to where somebody holds a thing.
 *
 * @param {{width: number, height: number}} size
 * @param {{x: number, y: number}} wanted its upper left corner, in units of the grid
 * @returns {{x: number, y: number} | null}
 */
export function snap(size, page, wanted, items) {
    let best = null;
    let shortest = Infinity;
    for (const place of freePlaces(size, page, items)) {
        const distance = Math.hypot(place.x - wanted.x, place.y - wanted.y);
        if (distance < shortest) {
            [best, shortest] = [place, distance];
        }
    }
    return best;
}

/**
 * The biggest free rectangle around a point of a page, for what fills gaps.
 *
 * @returns {{x: number, y: number, width: number, height: number} | null}
 */
export function gapAround(point, page, items) {
    const taken = onPage(page, items);
    const cuts = (starts, ends) =>
        [...new Set([0, GRID, ...starts, ...ends])].sort((a, b) => a - b);
    const xs = cuts(taken.map((i) => i.x), taken.map((i) => i.x + i.width));
    const ys = cuts(taken.map((i) => i.y), taken.map((i) => i.y + i.height));
    const spans = (at) =>
        at.flatMap((from, index) => at.slice(index + 1).map((to) => [from, to]));
    let best = null;
    for (const [x, right] of spans(xs).filter(([a, b]) => a <= point.x && point.x <= b)) {
        for (const [y, low] of spans(ys).filter(([a, b]) => a <= point.y && point.y <= b)) {
            const gap = { page, x, y, width: right - x, height: low - y };
            const isBigger = !best || gap.width * gap.height > best.width * best.height;
            if (isBigger && !taken.some((item) => overlaps(gap, item))) {
                best = gap;
            }
        }
    }
    return best;
}

/** Another thing of the same size under a point, with which a moved one changes places. */
export function swapPartner(moved, page, point, items) {
    return items.find(
        (item) =>
            item !== moved &&
            item.width === moved.width &&
            item.height === moved.height &&
            pagesOf(item).includes(page) &&
            (item.width > GRID || (item.x <= point.x && point.x < item.x + item.width)) &&
            item.y <= point.y &&
            point.y < item.y + item.height
    );
}

/** The next page, from one on in a direction, on which a size finds room. */
export function nextPage(size, page, step, plan, items) {
    const last = plan.sides.length;
    for (let at = page + step; at >= 1 && at <= last; at += step) {
        const isStart = startPage(size.width, at, plan.spreads) === at;
        if (isStart && freePlaces(size, at, items).length) {
            return at;
        }
    }
    return 0;
}
