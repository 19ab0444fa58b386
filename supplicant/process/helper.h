/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Helpers: processes that perform tasks which the worker's sandbox forbids, one
 * task each. The monitor starts them before the worker, and ends them with the
 * worker. If a helper ends, the monitor ends the worker and all helpers, and
 * starts them again.
 */
#ifndef SUPPLICANT_HELPER_H
#define SUPPLICANT_HELPER_H

#include <sys/types.h>

#include "options.h"

/**
 * struct helper_files - the descriptors and the user of a helper
 * @worker:	its end of the socket pair to the worker; the helper exits at
 *		end of file
 * @card:	for card_main(): the card's RPMB; otherwise -1
 * @uid: @gid:	the user to become, or (uid_t)-1 (struct sandbox_policy)
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
 * @files:	its descriptors; all others except 0, 1, 2 and the log's are
 *		closed
 *
 * SIGTERM, SIGINT and SIGHUP are ignored, because the monitor ends the process.
 * SIGPIPE, SIGIO and SIGTTOU are ignored too. All other signals have their
 * default actions. The process first enters its own sandbox (sandbox.h).
 *
 * Return: the process's exit status.
 */
typedef int helper_main_fn(const struct supp_options *options,
			   const struct helper_files *files);

/*
 * Resolve names and connect sockets. The worker uses it over a channel
 * (channel.h).
 */
helper_main_fn connector_main;
/* Hold a card's RPMB open. The helper is started when the worker opens the card (rpmb_card.h). */
helper_main_fn card_main;
/* Call plugins. The worker uses it over a stream (plugin_link.h). */
helper_main_fn plugin_host_main;

#endif
