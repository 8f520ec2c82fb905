package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.StepKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepGlossaryTest {
    private static final List<String> SHIPPED = List.of("baseline", "kvm_tlb", "pv_tlb_flush", "shoot4u");

    @Test
    void knowsEveryStepAndEveryBug() {
        for (String name : SHIPPED) {
            Scheme scheme = Schemes.named(name);
            for (StepKind kind : Machine.kindsOf(scheme)) {
                String arguments = String.join(
                        ", ", kind.arguments().stream().map(a -> a.show(0)).toList());
                StepGlossary.Entry entry = StepGlossary.packed().entry(kind.name() + "(" + arguments + ")");
                assertFalse((entry.does() + entry.standsFor()).isBlank(), kind.name());
            }
            for (String bug : Machine.bugsOf(scheme)) {
                assertFalse(StepGlossary.packed().bug(bug).isBlank(), bug);
            }
        }
    }

    @Test
    void putsArgumentsInThePlaceOfParameters() {
        StepGlossary glossary = StepGlossary.of("""
                | step | who | does | stands for |
                |---|---|---|---|
                | `Load(v, p)`, `Put(v)` | VMM | v in **host** mode on p; a `flush` of v's VPID | `vmcs_load(v)` \\| more |

                Text with v and p.
                """);
        assertEquals(
                new StepGlossary.Entry("v2 in host mode on p3; a flush of v2's VPID", "vmcs_load(v2) | more"),
                glossary.entry("Load(v2, p3)"));
        assertEquals(
                "v1 in host mode on p; a flush of v1's VPID",
                glossary.entry("Put(v1)").does());
        assertEquals(new StepGlossary.Entry("", ""), glossary.entry("Other(v1)"));
        assertEquals(new StepGlossary.Entry("", ""), glossary.entry(""));
        assertEquals("", glossary.bug("none"));
    }
}
