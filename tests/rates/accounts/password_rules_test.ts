import { assertEquals, assertMatch } from "@std/assert";
import { refusePassword } from "../../../rates/accounts/password_rules.ts";
import { parseUsername } from "../../../rates/accounts/username.ts";

const GOOD = [
  "violet anvil of tuesday",
  "kj38dhq2lmxw",
  "zwölf Boxkämpfer jagen",
  "夜の海に浮かぶ古い灯台の光と影",
  "x".repeat(1) + "7fQ!vz-Lm2#rT9 and more".repeat(10),
];

for (const password of GOOD) {
  Deno.test(`'${password.slice(0, 24)}' is a password`, async () => {
    assertEquals(await refusePassword(password, ["ada"]), null);
  });
}

const REFUSED: [string, RegExp][] = [
  ["", /12 characters at least/],
  ["Tr0ub4dor&3", /12 characters at least/],
  // Eleven letters, in 22 units of UTF-16.
  ["😀".repeat(11), /12 characters at least/],
  ["a".repeat(257), /256 characters at most/],
  ["password1234", /first that somebody would guess/],
  ["Password1234!", /first that somebody would guess/],
  ["123456789012", /first that somebody would guess/],
  ["qwertyuiop[]", /first that somebody would guess/],
  ["aaaaaaaaaaaaaaaaaaaa", /first that somebody would guess/],
  ["iloveyou1234", /first that somebody would guess/],
  ["adalovelace1815", /first that somebody would guess/],
  ["mycurrency2026", /first that somebody would guess/],
];

for (const [password, why] of REFUSED) {
  Deno.test(`'${password.slice(0, 24)}' (${password.length}) is refused: ${why}`, async () => {
    const message = await refusePassword(password, ["adalovelace1815"]);
    assertMatch(message ?? "", why);
  });
}

const NAMES: [string, string | null][] = [
  ["ada", "ada"],
  [" Ada ", "ada"],
  ["ＡＤＡ", "ada"],
  ["ada.lovelace+rates@example.org", "ada.lovelace+rates@example.org"],
  ["Zoë", "zoë"],
  ["Zoe\u0308", "zoë"],
  ["李雷", "李雷"],
  ["", null],
  [".ada", null],
  ["ada lovelace", null],
  ["ada\u0000", null],
  ["ada\u202e", null],
  ["ada'--", null],
  ["a".repeat(61), null],
];

for (const [text, name] of NAMES) {
  Deno.test(`The user name ${JSON.stringify(text.slice(0, 30))} is ${name ?? "refused"}`, () => {
    assertEquals(parseUsername(text), name);
  });
}
