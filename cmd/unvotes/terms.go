package main

// termsHint is in the help of the commands that fetch.
const termsHint = `The library does not permit automated downloads without its approval: read
'unvotes help terms' first.`

// termsHelp says what the library's terms allow.
const termsHelp = `The library's data may be used free of charge for non-commercial purposes, with
the credit "© United Nations, YEAR, https://digitallibrary.un.org, downloaded on
DATE".

Automated downloads are not permitted without the library's approval. Ask for it
first, at https://ask.un.org: say what you want to fetch, how fast, from which
address, and what for. Then name the answer with --permission "who, when". It is
kept with the run and in manifest.json.

Without --permission a run warns you and keeps to what robots.txt allows. Files
that you download in a browser can be read with 'unvotes import'.
`

// noPermission is the warning of a run that asks a real host without permission.
const noPermission = `the library does not permit automated downloads without its approval: ask at https://ask.un.org, then name the answer with --permission "who, when"; this run keeps to what robots.txt allows`
