package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shootdown.machine.Fingerprint;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every action of a scheme is taken in some small or medium model of it that holds: a guard that is never true would
 * otherwise pass for safety. The witness is a walk of the running code at the model's size, the same graph as TLC's.
 */
class ActionCoverageTest {
    private static final int STEPS_OF_A_WALK = 400;
    private static final int WALKS = 250;

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void everyActionIsTakenInAModelThatHolds(String scheme) throws IOException {
        Set<String> never = new TreeSet<>();
        for (StepKind kind : Machine.kindsOf(Schemes.named(scheme))) {
            never.add(kind.name());
        }
        List<Model> models = ModelCatalog.read(Path.of("")).all().stream()
                .filter(model -> model.scheme().equals(scheme) && model.scope() != ModelScope.LARGE)
                .filter(model -> model.bug().isEmpty() && model.violates().isEmpty())
                .filter(model -> ModelConfig.read(model.config()).invariants().contains("NoStaleTranslation"))
                .toList();
        for (Model model : models) {
            if (Files.readString(model.config()).contains("FullRanges = {}")) {
                Scope scope = CodeReplay.scope(ModelConstants.read(model.config()));
                walk(new Machine(Schemes.named(scheme), scope, Set.of()), never);
            }
        }
        assertEquals(Set.of(), never, "never taken in any of " + models.size() + " models");
    }

    private static void walk(Machine machine, Set<String> never) {
        int[] first = new int[machine.state.size()];
        machine.state.save(first);
        Offers offers = machine.offers();
        long dice = 0;
        for (int walk = 0; walk < WALKS && !never.isEmpty(); walk++) {
            machine.state.restore(first);
            for (int k = 0; k < STEPS_OF_A_WALK; k++) {
                machine.enabled(offers);
                if (offers.size() == 0) {
                    break;
                }
                dice += 0x9E3779B97F4A7C15L;
                long step = offers.get((int) Long.remainderUnsigned(Fingerprint.mix(dice), offers.size()));
                machine.apply(step);
                never.remove(machine.kind(step).name());
            }
        }
    }
}
