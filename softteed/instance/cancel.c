// SPDX-License-Identifier: BSD-2-Clause
/* Whether a session's client wants its call to be cancelled, through either door */
#include "softteed/instance/instance_private.h"

bool instance_session_is_cancelled(struct instance_session *session)
{
	if (session->abandoned)
		return true;
	return session->queue.fd >= 0 ? instance_queue_is_cancelled(&session->queue) :
					channel_is_cancelled(&session->channel);
}

void instance_session_await_cancel(struct instance_session *session, uint32_t milliseconds)
{
	if (session->queue.fd >= 0)
		instance_queue_await_cancel(&session->queue, milliseconds);
	else
		channel_await_cancel(&session->channel, milliseconds);
}
