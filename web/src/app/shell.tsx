/** What stays around every page: the rail, the top bar, the keys that work anywhere. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet, useNavigate } from "react-router";
import { KeysHelp } from "@/app/keys-help";
import { type Place, usePlaces } from "@/app/navigation";
import "@/app/shell.css";
import { TopBar } from "@/app/top-bar";
import { UndoBars } from "@/features/events/components/undo-bar";
import { Escalated } from "@/features/review/components/escalated";
import { useShortcuts } from "@/lib/keyboard";

export function Shell() {
  const { t } = useTranslation();
  const places = usePlaces();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  useShortcuts({
    "?": () => setHelp(true),
    "g m": () => void navigate("/account"),
    ...Object.fromEntries(places.map((place) => [`g ${place.letter}`, () => void navigate(place.path)])),
  });
  return (
    <div className="shell">
      <a className="skip" href="#work">
        {t("top.skip")}
      </a>
      <Rail places={places} />
      <TopBar onHelp={() => setHelp(true)} />
      <main id="work" className="work" tabIndex={-1}>
        <Outlet />
      </main>
      <UndoBars />
      {help && <KeysHelp onClose={() => setHelp(false)} />}
    </div>
  );
}

function Rail({ places }: { places: readonly Place[] }) {
  const { t } = useTranslation();
  const administration = places.filter((place) => place.administration);
  return (
    <nav className="rail" aria-label={t("nav.main")}>
      <div className="rail-brand">
        <img src="/icon.svg" alt="" width={22} height={22} />
        <span>{t("brand")}</span>
      </div>
      {places.filter((place) => !place.administration).map((place) => (
        <RailLink key={place.path} place={place} />
      ))}
      {administration.length > 0 && <div className="rail-group quiet">{t("nav.administration")}</div>}
      {administration.map((place) => (
        <RailLink key={place.path} place={place} />
      ))}
    </nav>
  );
}

function RailLink({ place }: { place: Place }) {
  const { t } = useTranslation();
  return (
    <NavLink to={place.path} className="rail-link" title={`${t(`nav.${place.label}`)} (g ${place.letter})`}>
      <span aria-hidden="true">{place.icon}</span>
      <span className="rail-word">{t(`nav.${place.label}`)}</span>
      {place.path === "/review" && <Escalated />}
    </NavLink>
  );
}
