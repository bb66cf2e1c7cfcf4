// A decision for many is sent once, however often the button is pressed.

const button = document.querySelector("form.once button.main");
document.querySelector("form.once")?.addEventListener("submit", () => setTimeout(() => { button.disabled = true; }));
window.addEventListener("pageshow", () => { if (button) button.disabled = false; });
