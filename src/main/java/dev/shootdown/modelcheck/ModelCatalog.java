package dev.shootdown.modelcheck;

import dev.shootdown.machine.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The models of a list such as {@code model-checking/models.yaml}, in the order of the file. A model's configuration lies
 * beside the list, its module there or in the project's {@code spec}.
 */
public final class ModelCatalog {
    /** Asks for the models of every bug. */
    public static final String EVERY_BUG = "all";

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final String HOLDS = "holds";

    private static final List<String> KEYS =
            List.of("model", "scheme", "module", "scope", "bug", "verdict", "distinct_states");

    /** What is expected of a key that is not just a name. */
    private static final Map<String, String> WANTED =
            Map.of("scope", "small, medium or large", "distinct_states", "a number of states");

    private final List<Model> models;
    private final List<Path> folders;

    private ModelCatalog(List<Model> models, List<Path> folders) {
        this.models = List.copyOf(models);
        this.folders = List.copyOf(folders);
    }

    /** One line of the file as it is written. */
    private record Entry(
            String model,
            String scheme,
            String module,
            ModelScope scope,
            String bug,
            String verdict,
            Long distinctStates) {}

    /** Reads the list of a project and looks whether every file that it names is there. */
    public static ModelCatalog read(Path home) {
        return read(home.resolve("model-checking").resolve("models.yaml"), home);
    }

    /**
     * Reads somebody's own list, whose modules may extend those of a project.
     *
     * @param file the list
     * @param home the folder of the project
     */
    public static ModelCatalog read(Path file, Path home) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new BadInput(file + ": this list of models cannot be read.");
        }
        List<Path> folders = new ArrayList<>();
        folders.add(file.toAbsolutePath().normalize().getParent());
        for (String own : List.of("spec", "model-checking")) {
            if (Files.isDirectory(home.resolve(own))) {
                folders.add(home.resolve(own));
            }
        }
        try {
            Entry[] written = MAPPER.readValue(file.toFile(), Entry[].class);
            List<Model> models = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (Entry entry : written) {
                if (entry == null) {
                    throw new BadInput(file + ": model " + (models.size() + 1) + " of the list is empty.");
                }
                Model model = model(folders, file, entry, models.size() + 1);
                if (!names.add(model.name())) {
                    throw new BadInput(file + ": '" + model.name() + "' is listed twice.");
                }
                models.add(model);
            }
            if (models.isEmpty()) {
                throw new BadInput(file + ": this list of models is empty.");
            }
            return new ModelCatalog(models, folders);
        } catch (JacksonException e) {
            String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new BadInput(file + where + ": " + sentence(e), e);
        }
    }

    /** What is wrong with the text, in the words of whoever wrote it. */
    private static String sentence(JacksonException wrong) {
        List<JacksonException.Reference> path = wrong.getPath();
        String key = path.isEmpty() ? null : path.get(path.size() - 1).getPropertyName();
        if (wrong instanceof UnrecognizedPropertyException unknown) {
            return "there is no key '" + unknown.getPropertyName() + "'; the keys are " + String.join(", ", KEYS) + ".";
        }
        if (key != null && wrong instanceof MismatchedInputException) {
            String value = wrong instanceof InvalidFormatException format ? " '" + format.getValue() + "'" : "";
            return key + value + ": " + WANTED.getOrDefault(key, "a name") + " is expected.";
        }
        if (wrong instanceof MismatchedInputException) {
            return "a list of models is expected, each {model: …, scheme: …, module: …, scope: …, verdict: …}.";
        }
        return Sentences.clipped(wrong.getOriginalMessage());
    }

    private static Model model(List<Path> folders, Path file, Entry entry, int number) {
        String where = file + ": model " + (entry.model() == null ? number : "'" + entry.model() + "'") + ": ";
        if (entry.model() == null
                || entry.scheme() == null
                || entry.module() == null
                || entry.scope() == null
                || entry.verdict() == null) {
            throw new BadInput(where + "the keys model, scheme, module, scope and verdict are needed.");
        }
        if (entry.distinctStates() != null && entry.distinctStates() < 0) {
            throw new BadInput(where + "distinct_states " + entry.distinctStates() + ": "
                    + WANTED.get("distinct_states") + " is expected.");
        }
        Path module = module(folders, where, entry.module());
        Path config = folders.get(0).resolve(entry.model() + ".cfg");
        if (!Files.isReadable(config)) {
            throw new BadInput(where + config + " cannot be read.");
        }
        Optional<String> violates = entry.verdict().equals(HOLDS) ? Optional.empty() : Optional.of(entry.verdict());
        ModelConfig asked = ModelConfig.read(config);
        if (violates.isPresent() && !asked.checked().contains(violates.get())) {
            throw new BadInput(
                    where + "it cannot violate " + violates.get() + ", which " + config + " does not check.");
        }
        return new Model(
                entry.model(),
                entry.scheme(),
                entry.scope(),
                Optional.ofNullable(entry.bug()),
                module,
                config,
                violates,
                entry.distinctStates() == null ? 0 : entry.distinctStates(),
                asked.note());
    }

    private static Path module(List<Path> folders, String where, String name) {
        for (Path folder : folders) {
            Path module = folder.resolve(name + ".tla");
            if (Files.isReadable(module)) {
                return module;
            }
        }
        throw new BadInput(where + "there is no module " + name + ".tla in "
                + folders.stream().map(Path::toString).collect(Collectors.joining(" or ")) + ".");
    }

    public List<Model> all() {
        return models;
    }

    /** The folders in which modules are looked for, in this order. */
    public List<Path> folders() {
        return folders;
    }

    /**
     * The models that a user asks for.
     *
     * @param schemes names of schemes; none means every scheme
     * @param bug a bug to switch on, or {@link #EVERY_BUG}; none means the schemes as they should be
     * @throws BadInput if there is no such scheme or bug, or no model of it at this scope
     */
    public List<Model> select(List<String> schemes, ModelScope scope, Optional<String> bug) {
        List<String> known = models.stream().map(Model::scheme).distinct().toList();
        for (String scheme : schemes) {
            if (!known.contains(scheme)) {
                throw new BadInput("There is no model of a scheme '" + scheme + "'; the schemes are "
                        + String.join(", ", known) + ".");
            }
        }
        List<Model> ofSchemes = models.stream()
                .filter(model -> schemes.isEmpty() || schemes.contains(model.scheme()))
                .toList();
        if (bug.isPresent() && ofSchemes.stream().noneMatch(model -> isMeant(bug, model))) {
            throw new BadInput("There is no model of a bug '" + bug.get() + "' here; the bugs are "
                    + String.join(", ", bugs(ofSchemes)) + ".");
        }
        List<Model> selected = ofSchemes.stream()
                .filter(model -> isMeant(bug, model) && model.scope() == scope)
                .toList();
        if (selected.isEmpty()) {
            String scopes = ofSchemes.stream()
                    .filter(model -> isMeant(bug, model))
                    .map(model -> model.scope().toString())
                    .distinct()
                    .collect(Collectors.joining(" and "));
            throw new BadInput("There is no such model at scope " + scope + ", only at " + scopes + ".");
        }
        return selected;
    }

    private static boolean isMeant(Optional<String> bug, Model model) {
        return bug.equals(Optional.of(EVERY_BUG))
                ? model.bug().isPresent()
                : model.bug().equals(bug);
    }

    private static List<String> bugs(List<Model> models) {
        return models.stream()
                .flatMap(model -> model.bug().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
