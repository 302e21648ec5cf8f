package io.rangeswarm.peer.cli;

import io.rangeswarm.model.api.LimitsChange;
import io.rangeswarm.model.api.LimitsView;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.LimitExemption;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code limits}: how much a running peer on this machine may send and receive. */
@Command(
        name = "limits",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Show the limits of a peer that runs on this machine, or change those that are given.",
        footer = {
            "",
            "A change holds from now until the peer ends. Examples:",
            "  ${sys:rangeswarm.command:-java -jar peer-app.jar} limits",
            "  ${sys:rangeswarm.command:-java -jar peer-app.jar} limits --upload-limit=8MB --download-limit=none",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LimitsCommand implements Callable<Integer> {

    private static final String NONE = Bandwidth.UNLIMITED.toString();

    private final Toolbox toolbox;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LimitOptions wanted;

    @Mixin
    private PeerOption peer;

    @Mixin
    private JsonOption json;

    LimitsCommand(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Integer call() {
        LimitsChange change = new LimitsChange(
                wanted.upload().map(Bandwidth::toString).orElse(null),
                wanted.download().map(Bandwidth::toString).orElse(null),
                wanted.exempt().map(LimitExemption::toString).orElse(null));
        PeerEndpoint endpoint = peer.endpoint();
        boolean changesNothing = change.equals(new LimitsChange(null, null, null));
        Reply<LimitsView> reply = changesNothing ? toolbox.limitsOf(endpoint) : toolbox.changeLimits(endpoint, change);
        LimitsView limits =
                reply.answer().orElseThrow(() -> new CommandFailure(ExitCode.ERROR, "the peer " + reply.why()));
        PrintWriter out = spec.commandLine().getOut();
        out.println(json.isWanted() ? toolbox.json(limits) : line(limits));
        out.flush();
        return ExitCode.OK;
    }

    static boolean isAnySet(LimitsView limits) {
        return !limits.upload().equals(NONE) || !limits.download().equals(NONE);
    }

    static String line(LimitsView limits) {
        return "upload " + limits.upload() + ", download " + limits.download() + ", exempt " + limits.exempt();
    }
}
