package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tla2sany.drivers.FrontEndException;
import tla2sany.drivers.SANY;
import tla2sany.modanalyzer.SpecObj;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.st.Location;
import util.SimpleFilenameToStream;
import util.ToolIO;

/** A module as SANY, TLC's own parser, understands it. */
final class Sany {
    private Sany() {}

    /** Parses a module with all that it extends. SANY keeps its words in static fields: one module at a time. */
    static ModuleNode read(Path file) {
        return read(file, List.of());
    }

    /**
     * The same.
     *
     * @param more folders in which modules that it extends are looked for
     */
    static synchronized ModuleNode read(Path file, List<Path> more) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        List<String> folders =
                new ArrayList<>(List.of(file.toAbsolutePath().getParent().toString()));
        more.forEach(folder -> folders.add(folder.toAbsolutePath().toString()));
        SpecObj spec = new SpecObj(file.toString(), new SimpleFilenameToStream(folders.toArray(new String[0])));
        PrintStream before = ToolIO.out;
        int mode = ToolIO.getMode();
        ToolIO.setMode(ToolIO.SYSTEM);
        ToolIO.out = out;
        try {
            SANY.frontEndMain(spec, file.toString(), out);
        } catch (FrontEndException e) {
            throw new BadInput(file + ": SANY cannot read it: " + said.toString(StandardCharsets.UTF_8), e);
        } finally {
            ToolIO.out = before;
            ToolIO.setMode(mode);
        }
        ModuleNode root = spec.getExternalModuleTable() == null
                ? null
                : spec.getExternalModuleTable().getRootModule();
        if (root == null || spec.getErrorLevel() != 0) {
            throw new BadInput(file + ": SANY cannot read it: "
                    + said.toString(StandardCharsets.UTF_8).strip());
        }
        return root;
    }

    /** The definition of a name. */
    static OpDefNode definition(ModuleNode module, String name) {
        OpDefNode found = module.getOpDef(name);
        if (found == null) {
            throw new BadInput(module.getName() + ": there is no definition of " + name + ".");
        }
        return found;
    }

    /** Where an expression stands, as {@code Guest.tla:120}. */
    static String place(SemanticNode node) {
        Location at = node.getLocation();
        return at.source() + ".tla:" + at.beginLine();
    }
}
