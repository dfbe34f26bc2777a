/** The way of a request: in a sentence, as a picture and in figures. */

import { Facts } from "./facts";
import { Picture } from "./picture";
import { story, type Route } from "./route";

const TITLE = "way-title";

/** It may be out of sight for whoever chooses a request far below. */
export const showWay = (): void => document.getElementById(TITLE)?.scrollIntoView({ block: "nearest" });

export const Way = ({ route }: { route: Route | null }) => (
  <section class="way" aria-labelledby={TITLE}>
    <h2 id={TITLE}>The way of a request</h2>
    <p class="story" role="status">
      {route ? story(route) : "Let a client ask for something, or choose a request from the list."}
    </p>
    <Picture route={route} />
    <Facts route={route} />
  </section>
);
