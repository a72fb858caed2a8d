import { listMessageTemplatesAction } from "./list-message-templates";
import { previewOrderAction } from "./preview-order";
import { requestOrderAction } from "./request-order";

/** What the Log off dialog asks with. */
export const orderActions = {
  preview: previewOrderAction,
  request: requestOrderAction,
  templates: listMessageTemplatesAction,
};
