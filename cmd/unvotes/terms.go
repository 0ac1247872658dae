package main

// termsHelp says in the help of the commands that fetch what the library's terms
// allow.
const termsHelp = `The library's terms: its data may be used free of charge for non-commercial
purposes, with the credit "© United Nations, YEAR, https://digitallibrary.un.org,
downloaded on DATE". Automated downloads are not permitted without its approval.
Ask for it first (https://ask.un.org): say what you fetch, how fast, from which
address and what for. Name the answer with --permission "who, when"; it is kept
with the run and in manifest.json. Without it a run warns and keeps to what
robots.txt allows. 'unvotes import' reads files that you downloaded in a browser.

`

// noPermission is the warning of a run that asks a real host without permission.
const noPermission = `the library's terms do not permit automated downloads without its approval: ask for it at https://ask.un.org, then name it with --permission "who, when"; this run keeps to what robots.txt allows`
