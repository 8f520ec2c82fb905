package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.State;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remembered of the TLBs beside what they hold. */
class WorkingSetsTest {
    @ParameterizedTest
    @CsvSource({"paper-1vm,baseline", "paper-1vm,shoot4u", "paper-2vm,kvm_tlb", "paper-2vm,shoot4u"})
    void knowsExactlyWhatTheTlbHolds(String name, String scheme) {
        Scenario scenario = Profiles.scenario(name);
        Testbed testbed = new Testbed(scenario, Schemes.named(scheme), Set.of(), 7);
        State state = testbed.machine().state;
        WorkingSets sets = testbed.workingSets();
        int threadsOfFirstVm = scenario.vms().get(0).vcpus();
        long known = 0;
        for (int k = 1; k <= 200; k++) {
            testbed.advance(k * 3_000_000L); // about a millisecond
            for (int t = 0; t < threadsOfFirstVm; t++) {
                int p = state.get(t, State.VMCS_CPU);
                if (p == State.NONE || state.is(t, State.FLUSH_REQUEST)) {
                    continue; // nothing of it can be used
                }
                for (int page = 0; page < sets.pages(t); page++) {
                    boolean held = state.tlb(p, t, sets.firstPage(t) + page) != State.NO_ENTRY;
                    assertEquals(held, sets.knows(t, t, p, page), "page " + page + " of thread " + t + " at " + k);
                    known += held ? 1 : 0;
                }
            }
        }
        assertTrue(known > 100_000, "the TLBs were in use: " + known);
    }
}
