// SPDX-License-Identifier: BSD-2-Clause
/* Parameter checks, the first thing every service does */

#include "request/request.h"

static bool has_directions(const struct supp_param *param, enum supp_kind kind, bool input,
			   bool output)
{
	return param->kind == kind && param->input == input && param->output == output;
}

static bool is_expected(const struct supp_param *param, char letter)
{
	switch (letter) {
	case 'v':
		return has_directions(param, SUPP_VALUE, true, false);
	case 'V':
		return has_directions(param, SUPP_VALUE, false, true);
	case 'x':
		return has_directions(param, SUPP_VALUE, true, true);
	case 'm':
		return has_directions(param, SUPP_MEMORY, true, false);
	case 'M':
		return has_directions(param, SUPP_MEMORY, false, true);
	case 'X':
		return has_directions(param, SUPP_MEMORY, true, true);
	case '-':
		return param->kind == SUPP_NONE;
	default:
		return false;
	}
}

bool supp_expect(const struct service_request *request, const char *signature)
{
	unsigned int n;

	for (n = 0; n < request->num_params && signature[n]; n++)
		if (!is_expected(&request->params[n], signature[n]))
			return false;
	if (signature[n])
		return false;
	for (; n < request->num_params; n++)
		if (request->params[n].kind != SUPP_NONE)
			return false;
	return true;
}
