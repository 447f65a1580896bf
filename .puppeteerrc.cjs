// The browser is found or fetched by scripts/browser.mjs; a failed download in
// puppeteer's own install script would roll the whole installation back.
module.exports = { skipDownload: true };
