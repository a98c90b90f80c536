/** Who may do what, and who did: users, tokens, the audit log, and one's own account. */

import type { FunctionComponent } from "preact";
import { useLocation, useRoute } from "preact-iso";
import { logInAddress } from "../account/next_place.ts";
import { useModels } from "../models.ts";
import { MissingPage } from "../shell/MissingPage.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { usePage } from "../shell/use_page.ts";
import { AuditPart } from "./AuditPart.tsx";
import { TokensPart } from "./TokensPart.tsx";
import { UsersPart } from "./UsersPart.tsx";
import { YouPart } from "./YouPart.tsx";

const ROOT = "/admin/access";

/** A part of the page. */
interface Part {
  readonly name: string;
  readonly label: string;
  readonly adminsOnly: boolean;
  readonly content: FunctionComponent;
}

const USERS: Part = {
  name: "",
  label: "People",
  adminsOnly: true,
  content: UsersPart,
};
const YOU: Part = {
  name: "you",
  label: "Your account",
  adminsOnly: false,
  content: YouPart,
};
const PARTS: readonly Part[] = [
  USERS,
  { name: "tokens", label: "Tokens", adminsOnly: true, content: TokensPart },
  { name: "audit", label: "Audit log", adminsOnly: true, content: AuditPart },
  YOU,
];

/** The page. */
export function AccessPage() {
  const { params } = useRoute();
  const { url } = useLocation();
  const { session } = useModels();
  const visitor = session.visitor.value;
  const part = PARTS.find(({ name }) => name === (params.part ?? ""));
  usePage(part?.name ? part.label : "People and access");
  if (!part) return <MissingPage />;
  if (visitor.status === "asking") {
    return (
      <>
        <Title />
        <Skeleton rows={4} label="Finding out who you are" />
      </>
    );
  }
  if (visitor.status === "stranger") {
    return (
      <>
        <Title />
        <p class="lead">
          Who may log in, which programs may call the API and who changed what
          is shown to those who are logged in.
        </p>
        <a class="button primary" href={logInAddress(url)}>Log in</a>
      </>
    );
  }
  const isAdmin = visitor.user.role === "admin";
  const shown = part.adminsOnly && !isAdmin ? YOU : part;
  const Content = shown.content;
  return (
    <>
      <Title />
      {isAdmin
        ? (
          <nav class="parts" aria-label="People and access">
            {PARTS.map(({ name, label }) => (
              <a
                key={name}
                href={name ? `${ROOT}/${name}` : ROOT}
                aria-current={name === shown.name ? "page" : undefined}
              >
                {label}
              </a>
            ))}
          </nav>
        )
        : (
          <p class="lead">
            You may look at everything here but users, tokens and the audit log,
            which administrators see.
          </p>
        )}
      <Content />
    </>
  );
}

function Title() {
  return (
    <div class="bar">
      <h1>People and access</h1>
    </div>
  );
}
