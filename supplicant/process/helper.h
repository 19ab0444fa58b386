/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Helpers are small processes that each do one thing which the worker's sandbox
 * rules out. They start before the worker and die with it. It works the other
 * way round too: when a helper dies, the monitor kills the worker and the
 * remaining helpers, and starts over. Only the card helper is started on demand
 * and may end on its own.
 */
#ifndef SUPPLICANT_HELPER_H
#define SUPPLICANT_HELPER_H

#include <sys/types.h>

#include "options.h"

/**
 * struct helper_files - a helper's descriptors and user
 * @worker:	our end of the socket pair with the worker; exit at EOF
 * @card:	RPMB of the card (card_main() only), or -1
 * @uid: @gid:	user to become, or (uid_t)-1 (struct sandbox_policy)
 */
struct helper_files {
	int worker;
	int card;
	uid_t uid;
	gid_t gid;
};

/**
 * typedef helper_main_fn - run a helper
 * @options:	the command line
 * @files:	our descriptors. Except for 0, 1, 2 and the log's, all others
 *		are closed
 *
 * Called with SIGTERM, SIGINT and SIGHUP ignored, as it's up to the monitor to
 * end this process, and so are SIGPIPE, SIGIO and SIGTTOU. The rest is at the
 * default. Enter the sandbox first (sandbox.h).
 *
 * Return: exit status.
 */
typedef int helper_main_fn(const struct supp_options *options,
			   const struct helper_files *files);

/* Resolves names and connects sockets. Talks to the worker over a channel (channel.h). */
helper_main_fn connector_main;
/* Holds a card's RPMB open (rpmb_card.h). Not started until the worker opens the card. */
helper_main_fn card_main;
/* Runs plugins. Talks to the worker over a stream (plugin_link.h). */
helper_main_fn plugin_host_main;

#endif
