package dev.shootdown.report;

import dev.shootdown.testbed.profile.Scenario;

/**
 * What a run was of: so that results of other numbers, or of another length, are not taken for the same when they are set
 * beside each other.
 *
 * @param fingerprint of everything in the scenario but its name and duration
 * @param durationS simulated seconds, as the scenario says; programs may end earlier
 */
public record Inputs(String fingerprint, double durationS) {
    private static final int DIGITS = 16;

    /** Those of a scenario. */
    public static Inputs of(Scenario scenario) {
        String canonical = scenario.lasting(scenario.warmUp(), 1).canonical();
        return new Inputs(
                Fingerprint.of(canonical).substring(0, DIGITS),
                scenario.duration() / scenario.machine().clockHz());
    }
}
