package dev.shootdown.cli;

import dev.shootdown.report.ResultFile;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** What {@code merge} knows of the results of one command. */
interface MergedKind {
    /** The command, as in the file's key {@code kind}. */
    String name();

    /**
     * Looks at a file's result before it is merged.
     *
     * @throws dev.shootdown.machine.BadInput if it is not what the command writes
     */
    void require(Path file, ResultFile content);

    /** Results of several files, which have no unit in common, as one; their order changes nothing. */
    ObjectNode join(List<ObjectNode> results);

    /** How many schedules of a part broke an invariant; empty where nothing can break. */
    OptionalLong failing(ResultFile part);

    /**
     * Prints what the command itself would have printed of the whole.
     *
     * @return the command's exit code
     */
    int show(ResultFile whole, CommonOptions common);
}
