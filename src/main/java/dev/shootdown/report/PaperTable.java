package dev.shootdown.report;

import dev.shootdown.testbed.profile.Profiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The paper's latency table, as a resource of ours.
 *
 * @param unit why the numbers are read as microseconds
 */
public record PaperTable(String title, String source, String unit, List<Row> rows) {
    /**
     * Mean and maximum of one scheme in one scenario, in µs.
     *
     * @param schemes what results may call it
     */
    public record Row(List<String> schemes, String scenario, double mean_us, double max_us) {}

    public static PaperTable load() {
        try (InputStream in = PaperTable.class.getResourceAsStream("/paper/latency.yaml")) {
            return new YAMLMapper().readValue(in, PaperTable.class);
        } catch (IOException e) {
            throw new IllegalStateException("the paper's table cannot be read", e);
        }
    }

    /**
     * The row of a system. What the paper measured of {@code kvm_tlb} is the code as published; as intended, nobody has
     * measured it, and a scheme with a bug of ours is none of the paper's either.
     */
    public Optional<Row> find(String scheme, String scenario) {
        return rows.stream()
                .filter(row -> row.schemes().contains(scheme) && row.scenario().equals(scenario))
                .findFirst();
    }

    /** The row that a cell may be set beside: only if its scenario is the built-in one with no number changed. */
    public Optional<Row> find(Cell cell) {
        return find(cell.scheme(), cell.scenario()).filter(row -> Inputs.of(Profiles.scenario(row.scenario()))
                .fingerprint()
                .equals(cell.inputs().fingerprint()));
    }
}
