// SPDX-License-Identifier: BSD-2-Clause
/* gtee doctor: print the findings, as text or JSON */
#include <stdio.h>

#include "command.h"
#include "commands/doctor_findings.h"
#include "commands/doctor_report.h"
#include "output.h"

static const struct {
	const char *name, *mark;
	enum output_style style;
} levels[] = {
	[DOCTOR_OK] = { "ok", "ok   ", STYLE_GOOD },
	[DOCTOR_NOTE] = { "note", "note ", STYLE_WARN },
	[DOCTOR_FAULT] = { "fault", "FAULT", STYLE_BAD },
};

static int report_json(const struct doctor *doctor)
{
	struct json_object *document = json_object_new_object();
	struct json_object *array = json_object_new_array();

	for (size_t n = 0; n < doctor->count; n++) {
		const struct doctor_finding *finding = &doctor->findings[n];
		struct json_object *object = json_object_new_object();

		json_text(object, "area", finding->area);
		json_text(object, "level", levels[finding->level].name);
		json_text(object, "text", finding->text);
		json_text(object, "next", finding->next);
		json_object_array_add(array, object);
	}
	json_flag(document, "sound", doctor->faults == 0);
	json_number(document, "faults", doctor->faults);
	json_object_object_add(document, "findings", array);
	return output_document(document);
}

static int report_text(const struct doctor *doctor)
{
	for (size_t n = 0; n < doctor->count; n++) {
		const struct doctor_finding *finding = &doctor->findings[n];

		printf("%s%s%s  %-11s %s\n", style(levels[finding->level].style),
		       levels[finding->level].mark, style(STYLE_PLAIN), finding->area,
		       shown(finding->text));
		if (finding->next)
			printf("%20s-> %s%s%s\n", "", style(STYLE_BOLD), shown(finding->next),
			       style(STYLE_PLAIN));
	}
	if (doctor->faults)
		printf("\n%s%zu fault%s.%s\n", style(STYLE_BAD), doctor->faults,
		       doctor->faults == 1 ? "" : "s", style(STYLE_PLAIN));
	else
		printf("\n%sNo faults.%s\n", style(STYLE_GOOD), style(STYLE_PLAIN));
	return output_flush() ? GTEE_DONE : GTEE_SYSTEM;
}

int doctor_report(const struct doctor *doctor)
{
	int status = output_is_json() ? report_json(doctor) : report_text(doctor);

	if (!status && doctor->faults)
		status = GTEE_FAULTS;
	return status;
}
