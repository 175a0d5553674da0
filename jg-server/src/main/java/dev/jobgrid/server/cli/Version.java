package dev.jobgrid.server.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Tells the version of JobGrid and of the JVM below it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String own = Optional.ofNullable(Jg.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {"jg " + own, "Java " + System.getProperty("java.vm.version")};
    }
}
