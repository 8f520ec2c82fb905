package dev.shootdown.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How many threads do a command's work. A command names it as a {@code @Mixin}. */
final class ThreadsOption {
    private static final int MOST = 1024;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Converter.class,
            description = "As many as there are processors if not given; changes no result.")
    private int threads = Math.min(MOST, Runtime.getRuntime().availableProcessors());

    int count() {
        return threads;
    }

    /** Refuses what cannot be meant before any work is done. */
    static final class Converter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("0*[1-9][0-9]{0,3}") || Integer.parseInt(text) > MOST) {
                throw new TypeConversionException("'" + text + "': a number from 1 to " + MOST + " is expected.");
            }
            return Integer.valueOf(text);
        }
    }
}
