package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine as a whole: its bugs, the names of its steps, and which of them it lists. */
class MachineTest {
    private static final Scope SEVERAL = Walk.several(List.of(2, 3), 3, TlbGeometry.UNBOUNDED);

    private static Machine machine(String scheme, Scope scope, String... bugs) {
        return new Machine(Schemes.named(scheme), scope, Set.of(bugs));
    }

    private static String refusal(Runnable call) {
        return assertThrows(BadInput.class, call::run).getMessage();
    }

    @Test
    void schemesAreFoundByName() {
        List<String> names = Schemes.all().stream().map(Scheme::name).toList();
        assertEquals(new ArrayList<>(new TreeSet<>(names)), names);
        for (String name : names) {
            assertEquals(name, Schemes.named(name).name());
        }
        assertEquals(
                "no scheme is called 'broadcast'; there are " + String.join(", ", names),
                refusal(() -> Schemes.named("broadcast")));
    }

    @Test
    void bugsAreThoseOfTheSchemeAndThoseOfEveryMachine() {
        Set<String> ofAll = Machine.bugsOf(Schemes.named("baseline"));
        assertEquals(
                Set.of(
                        "CVE-2016-2069",
                        "CVE-2018-18281",
                        "free-before-flush",
                        "lazy-freed-tables",
                        "vpid-no-migration-flush"),
                ofAll);
        for (Scheme scheme : Schemes.all()) {
            Set<String> bugs = Machine.bugsOf(scheme);
            assertTrue(bugs.containsAll(ofAll) && bugs.containsAll(scheme.bugs()));
            assertEquals(bugs, new Machine(scheme, SEVERAL, bugs).bugs());
        }
        Machine one = machine("baseline", SEVERAL, "CVE-2016-2069");
        assertTrue(one.hasBug("CVE-2016-2069"));
        assertFalse(one.hasBug("free-before-flush"));
        assertEquals(
                "scheme baseline has no bug 'shoot4u-gup-race'; it has CVE-2016-2069, CVE-2018-18281, free-before-flush,"
                        + " lazy-freed-tables, vpid-no-migration-flush",
                refusal(() -> machine("baseline", SEVERAL, "shoot4u-gup-race")));
    }

    @Test
    void aCodeThatNoSchemeHasIsNeverPossible() {
        for (Scheme scheme : Schemes.all()) {
            Machine m = new Machine(scheme, SEVERAL, Set.of());
            long step = Step.of(200, 0);
            assertNull(m.kind(step));
            assertEquals("step of unknown kind 200", m.show(step));
            assertFalse(m.can(step));
            assertEquals(
                    "no such step: step of unknown kind 200",
                    assertThrows(IllegalStateException.class, () -> m.apply(step))
                            .getMessage());
        }
    }

    /** Of two VMs with two spaces, two frames and a table each. */
    @Test
    void argumentsRangeOverAllVms() {
        Machine m = machine("baseline", SEVERAL);
        assertEquals(5, m.range(Argument.VCPU));
        assertEquals(3, m.range(Argument.PCPU));
        assertEquals(4, m.range(Argument.SPACE));
        assertEquals(2, m.range(Argument.PAGE));
        assertEquals(4, m.range(Argument.FRAME));
        assertEquals(2, m.range(Argument.TABLE));
    }

    @Test
    void textThatIsNoStepIsRefusedWithTheReason() {
        Machine m = machine("baseline", SEVERAL);
        assertEquals("step 'Wake(v1, v2)' needs 1 arguments", refusal(() -> m.step("Wake(v1, v2)")));
        assertEquals("step 'ClearPte(v1, m1)' needs 3 arguments", refusal(() -> m.step("ClearPte(v1, m1)")));
        assertEquals("step 'Wake(v6)': there is no 'v6' in this scope", refusal(() -> m.step("Wake(v6)")));
        assertEquals(
                "step 'ClearPte(v1, m1,  g3)': there is no 'g3' in this scope",
                refusal(() -> m.step("ClearPte(v1, m1,  g3)")));
        for (String text : new String[] {"Hypercall(v1)", "(v1)", "Wake(v1", "Wake"}) {
            assertEquals("scheme baseline has no step '" + text + "'", refusal(() -> m.step(text)));
        }
        assertEquals(Step.of(Steps.CLEAR_PTE, 4, 3, 1), m.step("ClearPte(v5,m4,  g2)"));
    }

    @Test
    void namesOfValuesCountFromOne() {
        assertEquals(0, Argument.PAGE.read("g1"));
        assertEquals(18, Argument.PAGE.read("g19"));
        assertEquals(89, Argument.PAGE.read("g90"));
        assertEquals(Scope.MOST_PAGES - 1, Argument.PAGE.read("g4194304"));
        assertEquals("g4194304", Argument.PAGE.show(Scope.MOST_PAGES - 1));
        for (String text : new String[] {"g", "", "g0", "g01", "p1", "g1x", "g1:", "g1/", "g-1", "g10000000", "1"}) {
            assertEquals(-1, Argument.PAGE.read(text), text);
        }
    }

    @Test
    void interruptsOfTheGuestAreOfSchemesThatSendThem() {
        Scheme shoot4u = Schemes.named("shoot4u");
        Set<String> names = new TreeSet<>();
        Machine.kindsOf(shoot4u).forEach(kind -> names.add(kind.name()));
        assertFalse(names.contains("QueueCall"));
        assertTrue(names.contains("QueueTableFree"));
        Walk w = Walk.of("shoot4u", Scope.small(2, 1, 1, 1, 1, 0, Set.of()))
                .enter(1, 1)
                .take("MapPage(v1, g1, f1)", "ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)")
                .take("ReadCpumask(v1)");
        assertTrue(w.machine.state.has(w.machine.state.targets(0), 1));
        assertFalse(w.machine.can(Step.of(Steps.QUEUE_CALL, 0, 1)));
    }

    /** Forty vCPUs that may be loaded on either of two pCPUs; the list begins with room for fewer. */
    @Test
    void everyStepIsListedHoweverManyThereAre() {
        Machine m = machine("baseline", Scope.small(40, 2, 1, 1, 1, 0, Set.of()));
        Offers offers = m.offers();
        for (int again = 0; again < 2; again++) {
            m.enabled(offers);
            assertEquals(80, offers.size());
            for (int k = 0; k < 80; k++) {
                assertEquals(Step.of(Steps.LOAD_VCPU, k / 2, k % 2), offers.get(k));
            }
        }
        m.apply(Step.of(Steps.LOAD_VCPU, 7, 1));
        m.enabled(offers);
        assertEquals(39 + 1, offers.size());
        assertEquals(Step.of(Steps.PUBLISH_VCPU_CPU, 7), offers.get(7));
    }

    /** What is listed is what the plain guards allow, on machines of every shape, once with every bug. */
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void listsWhatTheGuardsAllow(String scheme) {
        Set<Feature> all = EnumSet.allOf(Feature.class);
        for (Scope scope : List.of(
                Scope.small(2, 2, 1, 1, 1, 0, Set.of()),
                Scope.small(2, 2, 2, 2, 2, 2, all),
                Scope.small(3, 2, 1, 2, 2, 0, EnumSet.complementOf(EnumSet.of(Feature.TABLES, Feature.EVICT))),
                Walk.several(List.of(2, 1), 2, new TlbGeometry(2, 1)))) {
            for (int seed = 0; seed < 3; seed++) {
                Set<String> bugs = seed == 0 ? Machine.bugsOf(Schemes.named(scheme)) : Set.of();
                Walk walk = new Walk(new Machine(Schemes.named(scheme), scope, bugs), seed);
                Offers offers = walk.machine.offers();
                for (int k = 0; k < 250; k++) {
                    walk.machine.enabled(offers);
                    Set<Long> listed = new TreeSet<>();
                    for (int n = 0; n < offers.size(); n++) {
                        assertTrue(listed.add(offers.get(n)), "twice: " + walk.machine.show(offers.get(n)));
                    }
                    assertEquals(allowed(walk.machine), listed, scheme + " seed " + seed + " step " + k);
                    walk.takeAny();
                }
            }
        }
    }

    private static Set<Long> allowed(Machine m) {
        Set<Long> steps = new TreeSet<>();
        for (StepKind kind : Machine.kindsOf(m.scheme)) {
            int[] most = {1, 1, 1};
            for (int k = 0; k < kind.arguments().size(); k++) {
                most[k] = m.range(kind.arguments().get(k));
            }
            for (int a = 0; a < most[0]; a++) {
                for (int b = 0; b < most[1]; b++) {
                    for (int c = 0; c < most[2]; c++) {
                        long step = Step.of(kind.code(), a, b, c);
                        if (m.can(step)) {
                            steps.add(step);
                        }
                    }
                }
            }
        }
        return steps;
    }

    /** There are two switches: the steps that happen most often stand in both. */
    @Test
    void aStepByItsKindDoesWhatItDoesPacked() {
        Machine packed = machine("baseline", SEVERAL);
        Machine named = machine("baseline", SEVERAL);
        Random random = new Random(1);
        Offers offers = packed.offers();
        Set<Integer> kinds = new TreeSet<>();
        int[] expected = new int[packed.state.size()];
        int[] actual = new int[expected.length];
        for (int k = 0; k < 20_000; k++) {
            packed.enabled(offers);
            long step = offers.get(random.nextInt(offers.size()));
            packed.apply(step);
            named.apply(Step.kind(step), Step.a(step), Step.b(step), Step.c(step));
            packed.state.save(expected);
            named.state.save(actual);
            assertArrayEquals(expected, actual, () -> packed.show(step));
            kinds.add(Step.kind(step));
        }
        assertTrue(
                kinds.containsAll(Set.of(
                        Steps.FILL_TLB,
                        Steps.EVICT_TLB,
                        Steps.ENTER_GUEST,
                        Steps.EXIT_GUEST,
                        Steps.MAP_PAGE,
                        Steps.FREE_FRAME,
                        Steps.QUEUE_CALL,
                        Steps.SEND_FLUSH_IPI,
                        Steps.TAKE_FLUSH_IPI,
                        Steps.HANDLE_FLUSH,
                        Steps.ACK_FLUSH)),
                () -> "taken: " + kinds);
    }
}
