package dev.shootdown.testbed.imported;

import dev.shootdown.testbed.profile.ProfileText;
import dev.shootdown.testbed.profile.Unit;

/**
 * A number of the scenario and where it now comes from.
 *
 * @param key as in {@code machine.virtualization.icr_write} or {@code workload.compute_burst}
 * @param measured whether it was; otherwise the value is the default that stands in
 * @param value in {@code unit}
 * @param unit ns, value, or another key of {@link Unit}
 * @param samples how many observations there were, enough or not
 * @param p10 a tenth of the observations lie below; as the value, in {@code unit}, after the same conversion
 * @param p90 a tenth lie above
 * @param how from which events it was taken; or why it could not be, and what would help
 */
public record Inferred(
        String key, boolean measured, double value, String unit, long samples, double p10, double p90, String how) {

    static Inferred standIn(String key, double value, Unit unit, long samples, String why) {
        return new Inferred(key, false, value, unit.key(), samples, value, value, why);
    }

    ProfileText.Number number(String files) {
        Unit in = Unit.valueOf(unit.toUpperCase(java.util.Locale.ROOT));
        String source = String.format(
                java.util.Locale.ROOT,
                "measured: %s, %,d samples, p10 %s, p90 %s %s; %s",
                files,
                samples,
                shown(p10),
                shown(p90),
                unit.equals("value") ? "" : unit,
                how);
        return new ProfileText.Number(
                value,
                in,
                Math.min(value, p10),
                Math.max(value, p90),
                source.replace("  ", " ").replace(" ;", ";"),
                false);
    }

    static String shown(double value) {
        return value == Math.rint(value)
                ? String.format(java.util.Locale.ROOT, "%,.0f", value)
                : String.format(java.util.Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    }
}
