package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tla2sany.semantic.AssumeNode;
import tla2sany.semantic.LeafProofNode;
import tla2sany.semantic.LevelNode;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.NonLeafProofNode;
import tla2sany.semantic.ProofNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.TheoremNode;
import tla2sany.st.Location;

/**
 * A proof for TLAPS as it is written, {@code proofs/X_proofs.tla}. Whether its steps are right is for TLAPS to say; here, whether
 * it proves what is claimed and leaves nothing out. TLAPS would take an axiom that says 1 = 2. {@code proofs/XLemmas.tla} is
 * a module for others to extend: it leaves nothing out either, and claims nothing of its own.
 */
public final class ProofModule {
    private static final String ENDING = "_proofs";
    private static final String LEMMAS = "Lemmas";

    private final Path home;
    private final Path file;
    private final String text;
    private final ModuleNode node;
    private final ModuleNode checked;
    private final List<Path> lemmas;

    private ProofModule(Path home, Path file) {
        this.home = home;
        this.file = file;
        text = text(file);
        node = Sany.read(
                file, List.of(home.resolve("spec"), home.resolve("proofs").resolve("parser")));
        checked = isLemmas()
                ? node
                : node.getExtendedModuleSet(false).stream()
                        .filter(module -> module.getName().toString().equals(checked()))
                        .findFirst()
                        .orElseThrow(() -> new BadInput(file + ": it does not EXTEND " + checked() + "."));
        lemmas = extended("proofs");
    }

    /** The modules that it extends, as far as they are in this folder of the project. */
    private List<Path> extended(String folder) {
        return node.getExtendedModuleSet().stream()
                .map(module -> home.resolve(folder).resolve(module.getName() + ".tla"))
                .filter(Files::exists)
                .sorted()
                .toList();
    }

    /** All proofs of a project, and the lemmas. */
    public static List<ProofModule> all(Path home) {
        try (Stream<Path> files = Files.list(home.resolve("proofs"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING + ".tla") || isLemmas(file))
                    .sorted()
                    .map(file -> new ProofModule(home, file))
                    .toList();
        } catch (IOException e) {
            throw new BadInput(home.resolve("proofs") + ": this folder cannot be read.", e);
        }
    }

    /** What it is called, as in {@code TicketLock_proofs}. */
    public String name() {
        return file.getFileName().toString().replace(".tla", "");
    }

    private static boolean isLemmas(Path file) {
        return file.getFileName().toString().endsWith(LEMMAS + ".tla");
    }

    /** Whether it has lemmas for other proofs only. */
    public boolean isLemmas() {
        return isLemmas(file);
    }

    /** What it is about, by its name: of proofs, a module of the specification. */
    public String checked() {
        return name().substring(0, name().length() - (isLemmas() ? LEMMAS : ENDING).length());
    }

    /** All that TLAPS has to prove for it: modules of lemmas that it extends, which it takes as proved, and itself. */
    List<Path> files() {
        List<Path> files = new ArrayList<>(lemmas);
        files.add(file);
        return files;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The SHA-256 of it and of all modules of the project that it extends, by file name. */
    public Map<String, String> hashes() {
        Map<String, String> hashes = new TreeMap<>();
        hashes.put("proofs/" + file.getFileName(), hash(file));
        lemmas.forEach(other -> hashes.put("proofs/" + other.getFileName(), hash(other)));
        extended("spec").forEach(other -> hashes.put("spec/" + other.getFileName(), hash(other)));
        return hashes;
    }

    private static String hash(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The statement of the last theorem, on one line; of lemmas, that they are. */
    public String claim() {
        if (isLemmas()) {
            return "(lemmas)";
        }
        TheoremNode[] theorems = node.getTheorems();
        if (theorems.length == 0) {
            throw new BadInput(file + ": there is no theorem.");
        }
        return text(theorems[theorems.length - 1].getTheorem());
    }

    private String text(SemanticNode part) {
        Location at = part.getLocation();
        List<String> lines = text.lines().toList();
        StringBuilder found = new StringBuilder();
        for (int line = at.beginLine(); line <= at.endLine(); line++) {
            String whole = lines.get(line - 1);
            int end = line == at.endLine() ? at.endColumn() : whole.length();
            found.append(whole, line == at.beginLine() ? at.beginColumn() - 1 : 0, end)
                    .append(' ');
        }
        return found.toString().strip().replaceAll("\\s+", " ");
    }

    /**
     * What is wrong with it: proofs left out, assumptions of its own, another theorem than the claim; empty if nothing.
     *
     * @param claims what the last theorem has to say of the module; of lemmas, nothing
     */
    public List<String> faults(List<String> claims) {
        List<String> faults = new ArrayList<>();
        for (AssumeNode assumption : node.getAssumptions()) {
            String source = assumption.getLocation().source() + ".tla";
            if (files().stream().anyMatch(one -> one.endsWith(source))) {
                faults.add(Sany.place(assumption) + ": an assumption that the specification does not make.");
            }
        }
        for (TheoremNode theorem : node.getTheorems()) {
            lookFor(theorem, faults);
        }
        if (isLemmas()) {
            return faults;
        }
        boolean bugs = Stream.of(node.getConstantDecls())
                .anyMatch(constant -> constant.getName().toString().equals("Bugs"));
        String expected =
                (bugs ? "Bugs = {} /\\ Spec => []" : "Spec => []") + (claims.size() == 1 ? claims.get(0) : "Safety");
        if (!claim().equals(expected)) {
            faults.add(name() + ": the last theorem is " + claim() + ", not " + expected + ".");
        }
        if (claims.size() != 1) {
            List<String> safety = Module.parts(Sany.definition(node, "Safety")).stream()
                    .map(Module.Conjunct::name)
                    .toList();
            if (!safety.equals(claims)) {
                faults.add(name() + ": Safety is " + safety + ", not " + claims + ".");
            }
        }
        for (String claim : claims) {
            if (checked.getOpDef(claim) == null) {
                faults.add(name() + ": " + claim + " is not defined in the specification.");
            }
        }
        if (checked.getOpDef("Spec") == null) {
            faults.add(name() + ": Spec is not defined in the specification.");
        }
        return faults;
    }

    private static void lookFor(TheoremNode theorem, List<String> faults) {
        ProofNode proof = theorem.getProof();
        if (proof == null) {
            faults.add(Sany.place(theorem) + ": a step without a proof.");
        } else if (proof instanceof LeafProofNode leaf && leaf.getOmitted()) {
            faults.add(Sany.place(theorem) + ": a proof is OMITTED.");
        } else if (proof instanceof NonLeafProofNode steps) {
            for (LevelNode step : steps.getSteps()) {
                if (step instanceof TheoremNode inner) {
                    lookFor(inner, faults);
                }
            }
        }
    }
}
