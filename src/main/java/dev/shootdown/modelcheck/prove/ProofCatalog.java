package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The list of what is proved, {@code proofs/models.yaml}. */
public final class ProofCatalog {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final List<ProofModel> models;

    private ProofCatalog(List<ProofModel> models) {
        this.models = models;
    }

    /** One entry of the file as it is written. */
    private record Entry(
            String model,
            String scheme,
            String module,
            List<String> features,
            String fullRanges,
            String bug,
            List<String> claims,
            List<String> impossible) {}

    /** Reads the list of a project. */
    public static ProofCatalog read(Path home) {
        Path file = home.resolve("proofs").resolve("models.yaml");
        if (!Files.isReadable(file)) {
            throw new BadInput(file + ": this list of proofs cannot be read.");
        }
        try {
            List<ProofModel> models = new ArrayList<>();
            for (Entry entry : MAPPER.readValue(file.toFile(), Entry[].class)) {
                models.add(model(file, entry, models.size() + 1));
            }
            return new ProofCatalog(models);
        } catch (JacksonException e) {
            String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new BadInput(file + where + ": " + e.getOriginalMessage(), e);
        }
    }

    private static ProofModel model(Path file, Entry entry, int number) {
        if (entry.model() == null || entry.scheme() == null || entry.module() == null) {
            throw new BadInput(file + ": model " + number + ": the keys model, scheme and module are needed.");
        }
        boolean any = Constants.ANY.equals(entry.fullRanges());
        if (entry.fullRanges() != null && !any && !entry.fullRanges().equals("none")) {
            throw new BadInput(file + ": model '" + entry.model() + "': full_ranges is any or none.");
        }
        Map<String, List<String>> constants = new LinkedHashMap<>();
        constants.put("Bugs", entry.bug() == null ? List.of() : List.of(entry.bug()));
        if (entry.features() != null) {
            constants.put("Features", entry.features());
        }
        if (!any) {
            constants.put("FullRanges", List.of());
        }
        return new ProofModel(
                entry.model(),
                entry.module(),
                entry.scheme(),
                entry.features() == null ? List.of() : entry.features(),
                Optional.ofNullable(entry.bug()),
                constants,
                any ? List.of("FullRanges") : List.of(),
                entry.claims() == null ? List.of() : entry.claims(),
                entry.impossible() == null ? List.of() : entry.impossible());
    }

    /** All of them. */
    public List<ProofModel> all() {
        return models;
    }

    /**
     * The models of some schemes or modules, or of all if none is named.
     *
     * @param bug only models with this bug, or with any if it is "all"; without one, models without a bug
     */
    public List<ProofModel> select(List<String> names, Optional<String> bug) {
        Set<String> known = new LinkedHashSet<>();
        models.forEach(model -> known.addAll(List.of(model.scheme(), model.module())));
        for (String name : names) {
            if (!known.contains(name)) {
                throw new BadInput(
                        "nothing called '" + name + "' is proved; there are " + String.join(", ", known) + ".");
            }
        }
        List<ProofModel> chosen = models.stream()
                .filter(model -> names.isEmpty() || names.contains(model.scheme()) || names.contains(model.module()))
                .filter(model -> bug.isPresent()
                        ? bug.get().equals("all") ? model.bug().isPresent() : bug.equals(model.bug())
                        : model.bug().isEmpty())
                .toList();
        if (chosen.isEmpty()) {
            throw new BadInput("no proof of these is tried with the bug '" + bug.orElse("") + "'.");
        }
        return chosen;
    }
}
