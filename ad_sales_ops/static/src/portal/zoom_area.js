/** Farther than this many pixels, or longer than this, and a touch is no tap. */
const TAP_DISTANCE = 10;
const TAP_TIME = 500;
const MAX_ZOOM = 6;

/**
 * A picture that two fingers, the wheel or buttons enlarge and one finger moves.
 *
 * The page still scrolls under a finger while the picture is whole.
 */
export class ZoomArea {
    /**
     * @param {HTMLElement} frame what stays in place
     * @param {HTMLElement} stage what moves and grows inside of it
     * @param {(event: PointerEvent) => void} onTap a short touch or click
     */
    constructor(frame, stage, onTap) {
        this.frame = frame;
        this.stage = stage;
        this.onTap = onTap;
        this.pointers = new Map();
        this.show(1, 0, 0);
    }

    /** Enlarge by a factor around a point of the window, by default the middle. */
    zoom(factor, clientX, clientY) {
        const frame = this.frame.getBoundingClientRect();
        const x = (clientX ?? frame.left + frame.width / 2) - frame.left;
        const y = (clientY ?? frame.top + frame.height / 2) - frame.top;
        const scale = Math.min(MAX_ZOOM, Math.max(1, this.scale * factor));
        const grown = scale / this.scale;
        this.show(scale, x - (x - this.left) * grown, y - (y - this.top) * grown);
    }

    show(scale, left, top) {
        const { clientWidth: width, clientHeight: height } = this.frame;
        this.scale = scale;
        this.left = Math.min(0, Math.max(width * (1 - scale), left));
        this.top = Math.min(0, Math.max(height * (1 - scale), top));
        this.stage.style.transform = `translate(${this.left}px, ${this.top}px) scale(${scale})`;
        this.stage.style.setProperty("--ad-zoom", scale);
        this.frame.style.touchAction = scale > 1 ? "none" : "pan-y";
    }

    down(ev) {
        this.pointers.set(ev.pointerId, { x: ev.clientX, y: ev.clientY });
        const { clientX, clientY, timeStamp } = ev;
        this.tap = this.pointers.size === 1 && { x: clientX, y: clientY, time: timeStamp };
    }

    move(ev) {
        const before = this.pointers.get(ev.pointerId);
        if (!before) {
            return;
        }
        const now = { x: ev.clientX, y: ev.clientY };
        this.pointers.set(ev.pointerId, now);
        if (this.pointers.size === 1 && this.scale > 1) {
            this.show(this.scale, this.left + now.x - before.x, this.top + now.y - before.y);
        } else if (this.pointers.size === 2) {
            const other = [...this.pointers].find(([id]) => id !== ev.pointerId)[1];
            const apart = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
            this.zoom(apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
        }
    }

    up(ev) {
        this.pointers.delete(ev.pointerId);
        const tap = this.tap;
        this.tap = false;
        if (
            ev.type === "pointerup" &&
            tap &&
            Math.hypot(ev.clientX - tap.x, ev.clientY - tap.y) < TAP_DISTANCE &&
            ev.timeStamp - tap.time < TAP_TIME
        ) {
            this.onTap(ev);
        }
    }

    wheel(ev) {
        if (ev.ctrlKey) {
            ev.preventDefault();
            this.zoom(ev.deltaY < 0 ? 1.2 : 1 / 1.2, ev.clientX, ev.clientY);
        }
    }
}
