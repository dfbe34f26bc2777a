import { render } from "preact";
import { Console } from "./console";
import "./style/page.css";
import "./style/clients.css";
import "./style/way.css";
import "./style/panels.css";
import "./style/columns.css";

const root = document.getElementById("console");
if (root) render(<Console />, root);
