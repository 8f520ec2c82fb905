package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.prove.Ledger;
import dev.shootdown.modelcheck.prove.ProofCatalog;
import dev.shootdown.modelcheck.prove.ProofModel;
import dev.shootdown.modelcheck.prove.ProofModule;
import dev.shootdown.modelcheck.prove.Tlaps;
import dev.shootdown.report.Table;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code prove --tlaps}: the proofs that are written out, by TLAPS where it is installed. */
final class TlapsProofs {
    private final CommonOptions common;
    private final int threads;
    private final boolean record;
    private final Path home = Home.path();

    TlapsProofs(CommonOptions common, int threads, boolean record) {
        this.common = common;
        this.threads = threads;
        this.record = record;
    }

    /** One proof, as {@code --json} prints it. */
    private record Row(
            String module,
            String theorem,
            Integer obligations,
            String outcome,
            String prover,
            String date,
            List<String> failures) {}

    private record Document(List<Row> proofs) {}

    int prove(List<String> names) {
        List<ProofModel> models = ProofCatalog.read(home).select(names, Optional.empty());
        Optional<Tlaps> tlaps = Tlaps.onPath();
        if (record && tlaps.isEmpty()) {
            throw new BadInput("--record: there is no tlapm on the PATH that could prove anything.");
        }
        Optional<String> version = tlaps.map(Tlaps::version);
        Ledger ledger = Ledger.read(home);
        List<Row> rows = new ArrayList<>();
        for (ProofModule proof : ProofModule.all(home)) {
            Optional<List<String>> claims = proof.isLemmas() && names.isEmpty()
                    ? Optional.of(List.of())
                    : models.stream()
                            .filter(one -> one.module().equals(proof.checked()))
                            .map(ProofModel::claims)
                            .findFirst();
            if (claims.isEmpty()) {
                continue;
            }
            List<String> failures = new ArrayList<>(proof.faults(claims.get()));
            if (tlaps.isEmpty() || !failures.isEmpty()) {
                rows.add(known(proof, ledger.of(proof), failures));
                continue;
            }
            Tlaps.Outcome outcome = tlaps.get().prove(proof, home, threads);
            failures.addAll(outcome.failures().stream()
                    .limit(outcome.holds() ? 0 : Long.MAX_VALUE)
                    .toList());
            String today = LocalDate.now(ZoneOffset.UTC).toString();
            rows.add(new Row(
                    proof.name(),
                    proof.claim(),
                    outcome.obligations(),
                    outcome.holds() ? "proved" : "not proved",
                    version.get(),
                    today,
                    failures));
            if (record && outcome.holds()) {
                ledger = ledger.with(new Ledger.Entry(
                        proof.name(), proof.claim(), outcome.obligations(), version.get(), today, proof.hashes()));
            }
        }
        if (rows.isEmpty()) {
            throw new BadInput("there is no proof for TLAPS of " + String.join(", ", names) + ".");
        }
        if (record) {
            ledger.write(home);
        }
        print(rows, tlaps.isEmpty());
        return rows.stream()
                        .allMatch(row ->
                                row.failures().isEmpty() && !row.outcome().equals("not proved"))
                ? Main.HOLDS
                : Main.FAILS;
    }

    /** What the ledger says of a proof that is not tried. */
    private static Row known(ProofModule proof, Optional<Ledger.Entry> entry, List<String> failures) {
        if (entry.isEmpty()) {
            return new Row(proof.name(), proof.claim(), null, "not tried", null, null, failures);
        }
        List<String> changes = Ledger.changes(entry.get(), proof);
        if (!changes.isEmpty()) {
            failures.add("changed since it was proved: " + String.join(", ", changes) + ".");
        }
        return new Row(
                proof.name(),
                proof.claim(),
                entry.get().obligations(),
                changes.isEmpty() ? "skipped, proved before" : "skipped, proved before it changed",
                entry.get().prover(),
                entry.get().date(),
                failures);
    }

    private void print(List<Row> rows, boolean skipped) {
        if (common.json()) {
            common.print(new Document(rows));
            return;
        }
        Table table = new Table("module", "theorem", "obligations", "outcome", "date", "prover");
        for (Row row : rows) {
            table.row(row.module(), row.theorem(), row.obligations(), row.outcome(), row.date(), row.prover());
        }
        common.out().print(table);
        if (skipped) {
            common.out().println("\nThere is no tlapm on the PATH: TLAPS was skipped.");
        }
        for (Row row : rows) {
            row.failures().forEach(failure -> common.out().println(row.module() + ": " + failure));
        }
    }
}
