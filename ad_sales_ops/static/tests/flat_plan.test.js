import { describe, expect, test } from "@odoo/hoot";
import {
    freePlaces,
    gapAround,
    nextPage,
    overlaps,
    pagesOf,
    snap,
    startPage,
    swapPartner,
} from "@ad_sales_ops/flat_plan/flat_plan_geometry";

describe.current.tags("headless");

const box = (page, x, y, width, height, more = {}) => ({ page, x, y, width, height, ...more });
const FULL = { width: 120, height: 120 };
const HALF = { width: 120, height: 60 };
const QUARTER = { width: 60, height: 60 };
const SPREAD = { width: 240, height: 120 };
// Front cover, inside front cover, pages 1 to 4, inside back cover, back cover.
const SPREADS = [[1], [2, 3], [4, 5], [6, 7], [8]];
const PLAN = { sides: Array.from({ length: 8 }, (_, i) => ({ page: i + 1 })), spreads: SPREADS };

test("touching is no overlap", () => {
    expect(overlaps(box(3, 0, 0, 120, 60), box(3, 0, 60, 120, 60))).toBe(false);
    expect(overlaps(box(3, 0, 0, 120, 61), box(3, 0, 60, 120, 60))).toBe(true);
    expect(overlaps(box(3, 0, 0, 120, 120), box(4, 0, 0, 120, 120))).toBe(false);
});

test("a spread covers its second page", () => {
    expect(pagesOf(box(4, 0, 0, 240, 120))).toEqual([4, 5]);
    expect(overlaps(box(4, 0, 0, 240, 120), box(5, 60, 60, 60, 60))).toBe(true);
    expect(freePlaces(QUARTER, 5, [box(4, 0, 0, 240, 120)])).toEqual([]);
});

test("a spread starts on a left page", () => {
    expect(startPage(240, 4, SPREADS)).toBe(4);
    expect(startPage(240, 5, SPREADS)).toBe(4);
    expect(startPage(240, 1, SPREADS)).toBe(0);
    expect(startPage(120, 5, SPREADS)).toBe(5);
});

test("free places are edge to edge", () => {
    expect(freePlaces(FULL, 4, [])).toEqual([{ x: 0, y: 0 }]);
    expect(freePlaces(QUARTER, 4, [])).toHaveLength(4);
    expect(freePlaces(HALF, 4, [box(4, 0, 0, 60, 60)])).toEqual([{ x: 0, y: 60 }]);
    expect(freePlaces(FULL, 4, [box(4, 0, 0, 60, 60)])).toEqual([]);
    expect(freePlaces(QUARTER, 4, [box(4, 0, 0, 40, 120)])).toEqual([
        { x: 40, y: 0 },
        { x: 60, y: 0 },
        { x: 40, y: 60 },
        { x: 60, y: 60 },
    ]);
});

test("a thing snaps to the nearest free place", () => {
    expect(snap(QUARTER, 4, { x: 51, y: 44 }, [])).toEqual({ x: 60, y: 60 });
    expect(snap(QUARTER, 4, { x: 51, y: 44 }, [box(4, 60, 60, 60, 60)])).toEqual({ x: 60, y: 0 });
    expect(snap(FULL, 4, { x: 0, y: 0 }, [box(4, 0, 0, 10, 10)])).toBe(null);
    expect(snap(SPREAD, 4, { x: 0, y: 0 }, [box(5, 0, 0, 120, 60)])).toBe(null);
});

test("a filler takes the gap", () => {
    const taken = [box(4, 0, 0, 120, 60), box(4, 0, 60, 40, 60)];
    expect(gapAround({ x: 100, y: 100 }, 4, taken)).toEqual(box(4, 40, 60, 80, 60));
    expect(gapAround({ x: 10, y: 10 }, 4, taken)).toBe(null);
    expect(gapAround({ x: 10, y: 10 }, 4, [])).toEqual(box(4, 0, 0, 120, 120));
});

test("the same size under the pointer is a partner to swap with", () => {
    const moved = box(4, 0, 0, 60, 60);
    const same = box(5, 60, 0, 60, 60);
    const items = [moved, same, box(5, 0, 60, 120, 60)];
    expect(swapPartner(moved, 5, { x: 80, y: 20 }, items)).toBe(same);
    expect(swapPartner(moved, 5, { x: 20, y: 80 }, items)).toBe(undefined);
    expect(swapPartner(moved, 4, { x: 20, y: 20 }, items)).toBe(undefined);
});

test("the keyboard finds the next page with room", () => {
    const items = [box(4, 0, 0, 120, 120)];
    expect(nextPage(HALF, 3, 1, PLAN, items)).toBe(5);
    expect(nextPage(HALF, 5, -1, PLAN, items)).toBe(3);
    expect(nextPage(SPREAD, 2, 1, PLAN, items)).toBe(6);
    expect(nextPage(FULL, 8, 1, PLAN, items)).toBe(0);
});
