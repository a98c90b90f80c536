/** Who is logged in, at the foot of the rail; for strangers the way in. */

import { useLocation } from "preact-iso";
import { useModels } from "../models.ts";
import { logInAddress } from "./next_place.ts";

/** One line; empty until it is known who looks, so that nothing jumps. */
export function AccountNote() {
  const { session } = useModels();
  const { url } = useLocation();
  const visitor = session.visitor.value;
  switch (visitor.status) {
    case "asking":
      return <span class="me"></span>;
    case "stranger":
      return (
        <span class="me">
          <a class="enter" href={logInAddress(url)}>Log in</a>
        </span>
      );
    case "ended":
      return (
        <span class="me">
          <a class="enter" href={logInAddress(url)}>Log in again</a>
        </span>
      );
    case "known":
      return (
        <span class="me">
          <a
            href="/admin/access/you"
            aria-label={`Your account: ${visitor.user.username}`}
          >
            {visitor.user.username}
          </a>
        </span>
      );
  }
}
