// Lists that grow along the `nextLink` of each answer.

import { get } from "./api.js";
import { button } from "./elements.js";

/** A button that goes when there is no more; `append` shows an answer, and may return what there is to say. */
export function moreButton(first, { attempt }, append) {
  let next = first.nextLink;
  const follow = async () => {
    const answer = await get(next);
    next = answer.nextLink;
    more.hidden = !next;
    return append(answer);
  };
  const more = button("Show more", (self) => attempt(self, follow));
  more.hidden = !next;
  return more;
}
