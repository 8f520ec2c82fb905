package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What TLAPS has proved, {@code proofs/ledger.yaml}: valid as long as every module is the text that it read. */
public final class Ledger {
    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final String HEAD =
            "# What TLAPS has proved. `./shootdown prove --tlaps --record` writes this file, a test compares the hashes.\n";

    private final List<Entry> entries;

    private Ledger(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * One proof.
     *
     * @param module the proof's
     * @param theorem what was proved
     * @param prover versions of what proved it
     * @param date on which it was
     * @param sha256 of every module, by file
     */
    public record Entry(
            String module, String theorem, int obligations, String prover, String date, Map<String, String> sha256) {}

    private static Path file(Path home) {
        return home.resolve("proofs").resolve("ledger.yaml");
    }

    /** Reads the ledger of a project; an empty one if there is none. */
    public static Ledger read(Path home) {
        Path file = file(home);
        if (!Files.exists(file)) {
            return new Ledger(List.of());
        }
        try {
            List<Entry> entries = List.of(MAPPER.readValue(file.toFile(), Entry[].class));
            for (Entry entry : entries) {
                if (entry.module() == null || entry.theorem() == null || entry.sha256() == null) {
                    throw new BadInput(file + ": the keys module, theorem and sha256 are needed.");
                }
            }
            return new Ledger(entries);
        } catch (JacksonException e) {
            String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new BadInput(file + where + ": " + e.getOriginalMessage(), e);
        }
    }

    public List<Entry> entries() {
        return entries;
    }

    public Optional<Entry> of(ProofModule proof) {
        return entries.stream()
                .filter(entry -> entry.module().equals(proof.name()))
                .findFirst();
    }

    /** Which files are not what TLAPS read, or not the theorem; empty if what it proved is what there is. */
    public static List<String> changes(Entry entry, ProofModule proof) {
        List<String> changes = new ArrayList<>();
        Map<String, String> now = proof.hashes();
        Map<String, String> all = new TreeMap<>(entry.sha256());
        all.putAll(now);
        for (String file : all.keySet()) {
            if (!all.get(file).equals(entry.sha256().get(file)) || !now.containsKey(file)) {
                changes.add(file);
            }
        }
        if (!proof.claim().equals(entry.theorem())) {
            changes.add("the theorem");
        }
        return changes;
    }

    /** The same with an entry for this proof in the place of an older one. */
    public Ledger with(Entry entry) {
        Map<String, Entry> byModule = new TreeMap<>();
        entries.forEach(one -> byModule.put(one.module(), one));
        byModule.put(entry.module(), entry);
        return new Ledger(List.copyOf(byModule.values()));
    }

    public void write(Path home) {
        try {
            Files.writeString(
                    file(home), HEAD + MAPPER.writeValueAsString(entries).replaceFirst("^---\n", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
