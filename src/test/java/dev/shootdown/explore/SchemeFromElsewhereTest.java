package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shootdown.machine.AddedScheme;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Protocol;
import dev.shootdown.trace.RecordingFile;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a scheme of somebody's own says wrongly about its steps hides no bug, and sends no schedule astray. */
class SchemeFromElsewhereTest {
    /** Flushes nobody, and may claim that no step concerns anybody but the vCPU that takes it. */
    private static final class Hasty extends AddedScheme {
        private final boolean claims;

        Hasty(boolean claims) {
            super("hasty");
            this.claims = claims;
        }

        @Override
        public boolean sendsGuestIpis() {
            return false;
        }

        @Override
        public Protocol on(Machine machine) {
            return new Protocol(machine) {
                @Override
                public boolean concernsOthers(long step) {
                    return !claims;
                }

                @Override
                public void flushBegins(int i) {
                    forgetTargets(s, i);
                }
            };
        }
    }

    private static String text(boolean claims) {
        Campaign campaign =
                new Campaign(new Hasty(claims), Set.of(), "random", 1, 1_000, Long.MAX_VALUE, 1, Campaign.STEPS);
        Fuzzer.Report report = Fuzzer.run(campaign, "test", at -> {});
        StringBuilder text = new StringBuilder(report.failing() + " " + report.steps() + " " + report.taken());
        report.failures().forEach(failure -> text.append(RecordingFile.text(failure.recording())));
        return text.toString();
    }

    @Test
    void isAskedEverythingWhateverItClaims() {
        String honest = text(false);
        assertEquals(false, honest.startsWith("0 "), "it breaks something");
        assertEquals(honest, text(true));
    }
}
