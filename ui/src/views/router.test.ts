import { describe, expect, it, vi } from "vitest";
import { Router, type Left, type Place } from "./router.svelte";

const place = (at: string, beneath?: Place, over = false) => ({
  at,
  beneath,
  shut: vi.fn((left: Left) => over && left === "away"),
});

describe("router", () => {
  it("shuts_the_place_that_is_left", () => {
    const [home, codes] = [place("home"), place("codes")];
    const router = new Router<Place>(home);
    router.go(codes);
    router.home();
    expect(router.place).toBe(home);
    expect(codes.shut.mock.calls).toEqual([["elsewhere"]]);
  });

  it("keeps_a_place_open_while_it_is_beneath_another_one", () => {
    const home = place("home");
    const found = place("thirdParty", home);
    const camera = place("camera", found);
    const router = new Router<Place>(home);
    router.go(found);
    router.go(camera);
    expect(found.shut).not.toHaveBeenCalled();
    router.back();
    expect(router.place).toBe(found);
    expect(camera.shut).toHaveBeenCalledOnce();
    expect(found.shut).not.toHaveBeenCalled();
  });

  it("shuts_what_is_beneath_too_when_both_are_left", () => {
    const found = place("thirdParty");
    const router = new Router<Place>(place("home"));
    router.go(place("camera", found));
    router.go(place("settings"));
    expect(found.shut.mock.calls).toEqual([["elsewhere"]]);
  });

  it("goes_back_to_the_first_place_when_nothing_is_beneath", () => {
    const home = place("home");
    const router = new Router<Place>(home);
    router.go(place("details"));
    router.back();
    expect(router.place).toBe(home);
  });

  it("shuts_every_open_place_when_locked_and_stays_where_it_can", () => {
    const found = place("thirdParty");
    const camera = place("camera", found);
    const router = new Router<Place>(place("home"));
    router.go(camera);
    router.lock("locked");
    expect(router.place).toBe(camera);
    expect([camera.shut.mock.calls, found.shut.mock.calls]).toEqual([[["locked"]], [["locked"]]]);
  });

  it("goes_home_when_locked_in_a_place_that_cannot_go_on", () => {
    const home = place("home");
    const router = new Router<Place>(home);
    router.go(place("enrolment", undefined, true));
    router.lock("locked");
    expect(router.place.at).toBe("enrolment");
    router.lock("away");
    expect(router.place).toBe(home);
  });
});
