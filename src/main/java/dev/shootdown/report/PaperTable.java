package dev.shootdown.report;

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
    /** Mean and maximum of one scheme in one scenario, in µs. */
    public record Row(String scheme, String scenario, double mean_us, double max_us) {}

    public static PaperTable load() {
        try (InputStream in = PaperTable.class.getResourceAsStream("/paper/latency.yaml")) {
            return new YAMLMapper().readValue(in, PaperTable.class);
        } catch (IOException e) {
            throw new IllegalStateException("the paper's table cannot be read", e);
        }
    }

    /**
     * What the paper says of a scheme. Whatever follows its name, such as a bug switched on, is ignored: the published and the
     * intended form of {@code kvm_tlb} are both compared with the paper's column.
     */
    public Optional<Row> find(String scheme, String scenario) {
        String plain = scheme.replaceFirst("[^a-z0-9_+].*", "");
        return rows.stream()
                .filter(row -> row.scheme().equals(plain) && row.scenario().equals(scenario))
                .findFirst();
    }
}
