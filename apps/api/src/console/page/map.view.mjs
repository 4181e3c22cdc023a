// Which part of the map is seen: the wheel zooms where the pointer is, dragging moves, a double click shows all again.

const MOST_ZOOM = 30;
const STEP = 1.2;

/** Calls `onUnit` with the size of a screen's pixel in units of the drawing, at once and whenever it changes. */
export function followHand(svg, { width, height }, onUnit) {
  const whole = { x: 0, y: 0, width, height };
  let view = whole;
  let unit = 0;

  const show = () => {
    svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.width} ${view.height}`);
    const { clientWidth, clientHeight } = svg;
    if (clientWidth === 0 || clientHeight === 0) return;
    const now = Math.max(view.width / clientWidth, view.height / clientHeight);
    if (now === unit) return;
    unit = now;
    onUnit(unit);
  };
  const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());

  svg.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const wanted = view.width * (event.deltaY > 0 ? STEP : 1 / STEP);
      const ratio = Math.min(Math.max(wanted, whole.width / MOST_ZOOM), whole.width) / view.width;
      const { x, y } = at(event);
      view = { x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio, width: view.width * ratio, height: view.height * ratio };
      show();
    },
    { passive: false },
  );
  svg.addEventListener('pointermove', (event) => {
    if (event.buttons !== 1) return;
    view = { ...view, x: view.x - event.movementX * unit, y: view.y - event.movementY * unit };
    show();
  });
  svg.addEventListener('dblclick', () => {
    view = whole;
    show();
  });
  new ResizeObserver(show).observe(svg);
  show();
}
