package dev.shootdown.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest, and the JVM it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {
            "shootdown " + (version == null ? "(not run from its jar)" : version), "Java " + Runtime.version()
        };
    }
}
