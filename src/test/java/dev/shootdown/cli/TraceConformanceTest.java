package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.Steps;
import dev.shootdown.modelcheck.conform.DeepStack;
import dev.shootdown.modelcheck.conform.TraceCheck;
import dev.shootdown.testbed.SystemName;
import dev.shootdown.testbed.Testbed;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the testbed does is a behaviour of the specification. */
class TraceConformanceTest {
    private static Testbed testbed(String scheme) {
        return new Testbed(Profiles.scenario("conform-2vm"), Schemes.named(scheme), Set.of(), 5);
    }

    private static void advance(Testbed testbed) {
        DeepStack.run(() -> {
            testbed.advance(600_000_000);
            return null;
        });
    }

    @ParameterizedTest
    @CsvSource({"baseline,0", "kvm_tlb,0", "shoot4u,0", "pv_tlb_flush,0", "shoot4u,1"})
    void acceptsWhatTheTestbedDoes(String scheme, int vm) {
        Testbed testbed = testbed(scheme);
        TraceCheck check = new TraceCheck(testbed.machine(), vm, Path.of("spec"));
        testbed.watch(check::before);
        advance(testbed);
        assertNull(check.rejected(), () -> "step " + check.steps());
        assertTrue(check.steps() > (vm == 0 ? 5_000 : 100), "steps: " + check.steps());
        assertTrue(check.shootdowns() > 20 || vm == 1, "shootdowns: " + check.shootdowns());
    }

    /** Sections with interrupts off, halts for a lock and yields are behaviours, too. */
    @ParameterizedTest
    @CsvSource({"baseline+pvlock+ple", "kvm_tlb+pmt"})
    void acceptsWhatSpinlocksDo(String system) {
        Scenario scenario = Profiles.scenario("src/test/resources/testbed/conform-with-locks.yaml");
        Testbed testbed = new Testbed(scenario, SystemName.parse(system), Set.of(), 5);
        TraceCheck check = new TraceCheck(testbed.machine(), 0, Path.of("spec"));
        AtomicInteger sections = new AtomicInteger();
        testbed.watch(step -> {
            check.before(step);
            sections.addAndGet(Step.kind(step) == Steps.DISABLE_INTERRUPTS ? 1 : 0);
        });
        DeepStack.run(() -> {
            testbed.advance(150_000_000);
            return null;
        });
        assertNull(check.rejected(), () -> "step " + check.steps());
        assertTrue(check.steps() > 1_000, "steps: " + check.steps());
        assertTrue(sections.get() > 20, "sections with interrupts off: " + sections.get());
    }

    @Test
    void rejectsATraceWithoutOneOfItsLines() {
        Testbed testbed = testbed("baseline");
        TraceCheck check = new TraceCheck(testbed.machine(), 0, Path.of("spec"));
        AtomicInteger taken = new AtomicInteger();
        testbed.watch(step -> {
            boolean left = Step.kind(step) == Steps.TAKE_FLUSH_IPI && taken.incrementAndGet() == 10;
            if (!left) {
                check.before(step);
            }
        });
        advance(testbed);
        assertTrue(check.rejected().startsWith("HandleFlush("), check.rejected());
        long at = check.steps();
        check.before(Step.of(Steps.WAKE, 0));
        assertEquals(at, check.steps(), "the line of the rejection stays");
    }
}
