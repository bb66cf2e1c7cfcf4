// What is done to many is sent once, however often the button is pressed, and says to how many.

const form = document.querySelector("form.once");
const button = form?.querySelector("button.main");

if (button) {
  form.addEventListener("submit", () => setTimeout(() => { button.disabled = true; }));
  window.addEventListener("pageshow", () => { button.disabled = false; count(); });
  form.addEventListener("change", count);
}

function count() {
  button.textContent = button.dataset.said.replace("{n}", form.querySelectorAll("[name=case]:checked").length);
}
