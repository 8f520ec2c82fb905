package dev.shootdown.cli;

import dev.shootdown.report.Shard;
import picocli.CommandLine.ITypeConverter;

/** {@code --shard i/n} of the commands that have it. */
final class ShardConverter implements ITypeConverter<Shard> {
    @Override
    public Shard convert(String text) {
        return Shard.parse(text);
    }
}
