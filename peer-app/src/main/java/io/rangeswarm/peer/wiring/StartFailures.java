package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.access.UnusableOption;
import io.rangeswarm.peer.cli.CommandFailure;
import io.rangeswarm.peer.cli.ExitCode;
import java.util.Optional;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Knows the reasons for not starting that a user can change, and keeps Spring from telling them at length. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailures implements SpringBootExceptionReporter {

    /** @param context is what Spring Boot hands to every reporter */
    StartFailures(ConfigurableApplicationContext context) {}

    /** Says that the failure is reported, because {@link SpringPeer} will do so in one line. */
    @Override
    public boolean reportException(Throwable failure) {
        return explain(failure).isPresent();
    }

    static Optional<CommandFailure> explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CommandFailure known) {
                return Optional.of(known);
            }
            if (cause instanceof UnusableOption) {
                return Optional.of(new CommandFailure(ExitCode.USAGE, String.valueOf(cause.getMessage())));
            }
            Optional<String> noYaml = BrokenOptionsFile.explain(cause);
            if (noYaml.isPresent()) {
                return Optional.of(new CommandFailure(ExitCode.USAGE, noYaml.get()));
            }
            if (cause instanceof PortInUseException taken) {
                return Optional.of(new CommandFailure(
                        ExitCode.ERROR,
                        "port " + taken.getPort() + " is taken; choose another with --port=N, or leave it out"));
            }
            if (cause instanceof BindException binding) {
                return Optional.of(whatIsNotValid(binding));
            }
            if (cause instanceof InvalidConfigurationPropertyValueException invalid) {
                return Optional.of(new CommandFailure(
                        ExitCode.USAGE,
                        "the option " + invalid.getName() + " is not valid: '" + invalid.getValue() + "'"));
            }
        }
        return Optional.empty();
    }

    private static CommandFailure whatIsNotValid(BindException binding) {
        Throwable root = binding;
        while (root.getCause() != null && !(root instanceof UnboundConfigurationPropertiesException)) {
            root = root.getCause();
        }
        if (root instanceof UnboundConfigurationPropertiesException unknown) {
            String names = unknown.getUnboundProperties().stream()
                    .map(property -> property.getName().toString())
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("?");
            return new CommandFailure(ExitCode.USAGE, "there is no option " + names + "; all stand in application.yml");
        }
        String reason = root instanceof NumberFormatException && binding.getProperty() != null
                ? "'" + binding.getProperty().getValue() + "' is no number"
                : String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        return new CommandFailure(ExitCode.USAGE, "the option " + binding.getName() + " is not valid: " + reason);
    }
}
