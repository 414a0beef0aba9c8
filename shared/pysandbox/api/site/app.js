// The page starts here: wire what is there, then ask the service for what is not.

import { wireCopyButtons } from "./js/copy.js";
import { showDeveloper } from "./js/developer.js";
import { Playground } from "./js/playground.js";
import { showBase, showLimits, showReasons, showSchemas } from "./js/reference.js";
import * as service from "./js/service.js";
import { wireThemeButton } from "./js/theme_button.js";

wireThemeButton();
showBase();
showReasons();
wireCopyButtons();

const playground = new Playground();
const started = playground.start();

service.limits().then(({ status, body }) => {
  if (status !== 200) return;
  showLimits(body);
  playground.know(body);
});
service.openapi().then(({ status, body }) => { if (status === 200) showSchemas(body); });
service.config().then(({ status, body }) => { if (status === 200) showDeveloper(body.developer_github); });

await started;
