package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.lock.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the models of each scope must cover, for every scheme alike; only the files are read. */
class ModelScopesTest {
    private static final Path HOME = Path.of("");

    private static final List<Model> MODELS = ModelCatalog.read(HOME).all();

    /** The models of a scheme that look for stale translations and are to find none. */
    private static List<Model> sound(String scheme) {
        return MODELS.stream()
                .filter(model -> model.scheme().equals(scheme))
                .filter(model -> model.bug().isEmpty() && model.violates().isEmpty())
                .filter(model -> ModelConfig.read(model.config()).invariants().contains("NoStaleTranslation"))
                .toList();
    }

    private static Set<String> features(Model model) {
        return new TreeSet<>(ModelConstants.read(model.config()).members("Features"));
    }

    /** vCPUs × pCPUs × pages × frames. */
    private static String size(Model model) {
        ModelConstants constants = ModelConstants.read(model.config());
        List<String> sizes = new ArrayList<>();
        for (String set : List.of("Vcpu", "Pcpu", "Page", "Frame")) {
            sizes.add(Integer.toString(constants.members(set).size()));
        }
        return String.join("×", sizes);
    }

    private static void assertThereIs(String scheme, ModelScope scope, Predicate<Model> wanted) {
        List<Model> ofScope =
                sound(scheme).stream().filter(model -> model.scope() == scope).toList();
        assertTrue(
                ofScope.stream().anyMatch(wanted),
                () -> "none of "
                        + ofScope.stream()
                                .map(model -> model.name() + " " + size(model))
                                .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void coverTheSizesOfTheirScope(String scheme) {
        assertThereIs(scheme, ModelScope.SMALL, model -> size(model).equals("2×2×1×1"));
        assertThereIs(scheme, ModelScope.SMALL, model -> size(model).endsWith("×2×2"));
        assertThereIs(scheme, ModelScope.MEDIUM, model -> size(model).startsWith("3×2×"));
        assertThereIs(scheme, ModelScope.MEDIUM, ModelScopesTest::hasOverlappingShootdownsWithTwoFrames);
        assertThereIs(scheme, ModelScope.LARGE, model -> size(model).equals("3×2×1×2"));
        assertThereIs(scheme, ModelScope.LARGE, model -> size(model).equals("2×2×2×2"));
    }

    private static boolean hasOverlappingShootdownsWithTwoFrames(Model model) {
        return size(model).equals("2×2×1×2") && features(model).contains(Feature.CONCURRENT.label());
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void haveEveryFeatureOnInOneThatIsNotLarge(String scheme) {
        Set<String> missing = new TreeSet<>();
        EnumSet.allOf(Feature.class).forEach(feature -> missing.add(feature.label()));
        for (Model model : sound(scheme)) {
            if (model.scope() != ModelScope.LARGE) {
                missing.removeAll(features(model));
            }
        }
        assertEquals(Set.of(), missing);
    }

    /** What a bug breaks holds without it, with as many CPUs, spaces and pages and with all that is switched on. */
    @Test
    void holdWithoutTheBugWhatItBreaks() {
        List<String> alone = new ArrayList<>();
        for (Model bug : MODELS) {
            if (bug.bug().isPresent() && !Locks.NAMES.contains(bug.scheme())) {
                String broken = bug.violates().orElseThrow();
                boolean holds = MODELS.stream()
                        .filter(model -> model.scheme().equals(bug.scheme()))
                        .filter(model ->
                                model.bug().isEmpty() && model.violates().isEmpty())
                        .filter(model ->
                                ModelConfig.read(model.config()).invariants().contains(broken))
                        .filter(model -> features(model).containsAll(features(bug)))
                        .anyMatch(model -> isAsLarge(model, bug));
                if (!holds) {
                    alone.add(bug.name());
                }
            }
        }
        assertEquals(List.of(), alone);
    }

    private static boolean isAsLarge(Model model, Model other) {
        return Stream.of("Vcpu", "Pcpu", "Space", "Page", "Table")
                .allMatch(set -> count(model, set) >= count(other, set));
    }

    private static int count(Model model, String set) {
        return ModelConstants.read(model.config()).members(set).size();
    }

    /** Where there is nothing to free, nothing freed is walked. */
    @Test
    void askAboutFreedTablesOnlyWhereThereAreTables() {
        assertEquals(
                List.of(),
                MODELS.stream()
                        .filter(model ->
                                ModelConfig.read(model.config()).invariants().contains("NoFreedTableWalk"))
                        .filter(model -> ModelConstants.read(model.config())
                                .members("Table")
                                .isEmpty())
                        .map(Model::name)
                        .toList());
    }

    /** Without them in a model of its own, a claim about progress would say less than it seems to. */
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void askAboutProgressWithEveryFeatureThatCanHoldAShootdownUp(String scheme) {
        Set<String> missing = new TreeSet<>();
        EnumSet.of(
                        Feature.CONCURRENT,
                        Feature.MIGRATE,
                        Feature.HALT,
                        Feature.IRQS_OFF,
                        Feature.LAZY,
                        Feature.WALKERS,
                        Feature.STORE_BUFFERS)
                .forEach(feature -> missing.add(feature.label()));
        MODELS.stream()
                .filter(model ->
                        model.scheme().equals(scheme) && model.violates().isEmpty())
                .filter(model -> !Collections.disjoint(
                        ModelConfig.read(model.config()).properties(),
                        List.of("EveryShootdownReturns", "ReturnsWithoutTargets")))
                .forEach(model -> missing.removeAll(features(model)));
        assertEquals(Set.of(), missing);
    }

    @Test
    void haveACountOnRecordWhereEverythingHolds() {
        assertEquals(
                List.of(),
                MODELS.stream()
                        .filter(model -> model.violates().isEmpty() && model.distinctStates() == 0)
                        .map(Model::name)
                        .toList());
    }

    @Test
    void areAllOnTheList() throws IOException {
        Set<String> listed = new TreeSet<>();
        MODELS.forEach(model -> listed.add(model.config().getFileName().toString()));
        Set<String> written = new TreeSet<>();
        try (Stream<Path> files = Files.list(HOME.resolve("model-checking"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cfg"))
                    .forEach(written::add);
        }
        assertEquals(written, listed);
    }
}
