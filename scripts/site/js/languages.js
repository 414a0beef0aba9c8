// In which languages requests are written, and what a file in each is called.

export const LANGUAGES = [
  { id: "curl", title: "curl", file: "client.sh" },
  { id: "python", title: "Python", file: "client.py" },
  { id: "javascript", title: "JavaScript", file: "client.mjs" },
  { id: "go", title: "Go", file: "client.go" },
  { id: "powershell", title: "PowerShell", file: "client.ps1" },
];
