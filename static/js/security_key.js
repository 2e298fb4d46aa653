// Hands the page's key question to the browser: <form data-security-key="authenticateForm"
// data-button="id" data-credential="id">, the question itself in #key-question.
"use strict";

(() => {
  const form = document.querySelector("[data-security-key]");
  if (!form) return;
  const { securityKey, button, credential } = form.dataset;
  const part = securityKey === "addForm" ? "add" : "authenticate";
  window.allauth.webauthn.forms[securityKey]({
    ids: { [part]: button, credential, data: "key-question" },
  });
  document.addEventListener("allauth.error", () => {
    document.getElementById("key-failed").hidden = false;
  });
})();
