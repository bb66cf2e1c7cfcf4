// Letters: the preview follows what is written.

const CALM = 400;
const timers = new Map();

for (const field of document.querySelectorAll("[data-preview]:not([readonly])"))
  field.addEventListener("input", () => {
    const button = document.getElementById(field.dataset.preview);
    clearTimeout(timers.get(button));
    timers.set(button, setTimeout(() => field.form.requestSubmit(button), CALM));
  });
