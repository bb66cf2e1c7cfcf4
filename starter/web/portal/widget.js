/* A feedback button for any site:
   <script src="https://feedback.example.com/widget.js" data-channel="in_app" data-lang="en"
           data-user="42" data-signature="..." defer></script>
   The form opens in a frame. What it is told goes by POST, so it stands in no address and no log. */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script) { return; }
  var told = script.dataset;
  var base = script.src.replace(/widget\.js(\?.*)?$/, "");
  var lang = told.lang || (/^zh/i.test(document.documentElement.lang || navigator.language) ? "zh" : "en");
  var words = lang === "zh"
    ? { button: "\u5199\u53cd\u9988", title: "\u5199\u53cd\u9988", close: "\u5173\u95ed" }
    : { button: "Feedback", title: "Give feedback", close: "Close" };
  var name = "huiyin-frame";
  var dialog = null;

  function styled(element, style) {
    Object.keys(style).forEach(function (key) { element.style[key] = style[key]; });
    return element;
  }

  function made(tag, style) { return styled(document.createElement(tag), style); }

  function pressed(label, style, act) {
    var button = made("button", style);
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  function post() {
    var form = made("form", { display: "none" });
    form.method = "post";
    form.target = name;
    form.action = base + "feedback/frame?lang=" + encodeURIComponent(lang);
    var fields = { channel: told.channel, user: told.user, signature: told.signature, page: location.href };
    Object.keys(fields).forEach(function (key) {
      if (!fields[key]) { return; }
      var field = document.createElement("input");
      field.type = "hidden";
      field.name = key;
      field.value = fields[key];
      form.appendChild(field);
    });
    document.body.appendChild(form);
    form.submit();
    form.remove();
  }

  function build() {
    dialog = made("dialog", {
      width: "min(40rem, 100vw)", height: "min(46rem, 100vh)", maxWidth: "100vw", maxHeight: "100vh",
      padding: "0", border: "0", borderRadius: ".75rem", overflow: "hidden"
    });
    dialog.setAttribute("aria-label", words.title);
    var frame = made("iframe", { width: "100%", height: "calc(100% - 3rem)", border: "0", display: "block" });
    frame.name = name;
    frame.title = words.title;
    var bar = made("div", { height: "3rem", display: "flex", justifyContent: "flex-end", background: "#f3f5f7" });
    bar.appendChild(pressed(words.close, {
      minWidth: "4rem", border: "0", background: "none", color: "#0b5c8a", font: "inherit", cursor: "pointer"
    }, function () { dialog.close(); }));
    dialog.appendChild(bar);
    dialog.appendChild(frame);
    dialog.addEventListener("close", function () { opener.focus(); });
    document.body.appendChild(dialog);
  }

  function open() {
    if (!dialog) { build(); }
    dialog.showModal();
    post();
  }

  var opener = pressed(words.button, {
    position: "fixed", right: "1.25rem", bottom: "1.25rem", zIndex: "2147483000", minHeight: "3rem",
    padding: "0 1.25rem", border: "0", borderRadius: "1.5rem", background: "#0b5c8a", color: "#ffffff",
    font: "600 1rem system-ui, sans-serif", cursor: "pointer", boxShadow: "0 2px 8px rgba(0,0,0,.25)"
  }, open);
  opener.lang = lang === "zh" ? "zh-CN" : "en";
  opener.setAttribute("aria-haspopup", "dialog");

  if (document.body) { document.body.appendChild(opener); } else {
    document.addEventListener("DOMContentLoaded", function () { document.body.appendChild(opener); });
  }
})();
