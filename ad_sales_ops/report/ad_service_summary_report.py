"""The monthly opinions summary as a print and as a spreadsheet (Q3)."""

from odoo import api, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from .svg_chart import bar_chart, column_chart
from .table_sheet import table_book

#: How figures that are no plain counts are written.
UNITS = {
    "answered_in_time": "answered",
    "degree": "float",
    "follow_up_rate": "percent",
    "loss": "money",
    "satisfaction": "float",
    "solution_minutes": "hours",
}


class ReportAdServiceSummary(models.AbstractModel):
    """Puts a summary's kept figures into words, in the company's language."""

    _name = "report.ad_sales_ops.report_ad_service_summary"
    _description = "Opinions Summary Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        summaries = self.env["ad.service.summary"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "ad.service.summary",
            "docs": summaries,
        }

    @api.model
    def _summary(self, summary):
        """Everything the template needs to print one summary."""
        summary.check_access("read")
        env = summary.with_context(lang=summary.company_id._ad_lang()).env
        # Who may read the summary may read all that is printed on it.
        summary = summary.with_env(env(su=True))
        self = self.with_env(summary.env)
        figures = summary.figures or {}
        return {
            "title": self.env._("Summary of Customers' Opinions and Complaints"),
            "name": summary.name,
            "company": summary.company_id.name,
            "months": self._month_labels(figures),
            "rows": self._figure_rows(summary, figures),
            "checks": self._check_sentence(figures.get("checks") or {}),
            "no_division": self._no_division_sentence(figures.get("no_division")),
            "charts": self._charts(summary, figures),
            "opinions": self._shown(summary.opinion_ids),
            "cases": self._shown(summary.case_ids),
            "people": self._shown(summary.person_ids),
            "praise": self._shown(summary.praise_ids),
            "grades": dict(
                summary.line_ids._fields["grade"]._description_selection(self.env)
            ),
            "signed": self._signatures(summary),
        }

    @api.model
    def _shown(self, lines):
        """Lines worth printing: ticked, and saying something."""
        return lines.filtered(
            lambda line: line.is_shown and (line.number or line.facts or line.words)
        ).sorted("sequence")

    @api.model
    def _month_labels(self, figures):
        labels = [month["month"] for month in figures.get("months", [])]
        if labels:
            labels[0] = self.env._("%s (last year)", labels[0])
        return labels

    @api.model
    def _figure_rows(self, summary, figures):
        """The comparison: ``[[label, value a month, …], …]`` in words."""
        months = figures.get("months", [])
        return [
            [label, *[self._figure(summary, month, name) for month in months]]
            for name, label in self._measures().items()
        ]

    @api.model
    def _measures(self):
        """What is compared: ``{name: label}`` in the order of print."""
        return {
            "number": self.env._("Complaints Registered"),
            "proven": self.env._("Proven to Be Right"),
            "unfounded": self.env._("Found Unfounded"),
            "open": self.env._("Not Closed Yet"),
            "reopened": self.env._("Reopened by the Customer"),
            "degree": self.env._("Average Degree (1–4)"),
            "answer_minutes": self.env._("First Answer After (minutes)"),
            "answered_in_time": self.env._("Answered in Time (%)"),
            "solution_minutes": self.env._("Solved After (hours)"),
            "follow_up_rate": self.env._("Followed Up in Time (%)"),
            "satisfaction": self.env._("Perceived / Expected"),
            "make_goods": self.env._("Make-goods Given"),
            "loss": self.env._("Loss of the Company"),
        }

    @api.model
    def _figure(self, summary, month, name):
        """A number of one month in words; a dash where nothing is known."""
        value, unit = month.get(name), UNITS.get(name)
        if value is None:
            return "–"
        if unit == "money":
            return summary.company_id.currency_id.format(value)
        if unit == "answered":
            total = month.get("answered")
            return str(round(100 * value / total)) if total else "–"
        if unit == "percent":
            return f"{value:g}"
        if unit == "hours":
            return formatLang(self.env, value / 60, digits=1)
        if unit == "float":
            return formatLang(self.env, value, digits=2)
        return str(round(value))

    @api.model
    def _check_sentence(self, checks):
        """The month's phone checks in one sentence (Q2)."""
        if not checks.get("number"):
            return self.env._("No phone checks this month.")
        reached = checks["done"] + checks["excused"]
        return self.env._(
            "%(reached)s of %(number)s contact persons were reached or excused "
            "(%(percent)s %%); of the claims asked about, %(agrees)s were confirmed "
            "and %(differs)s were not; average score %(score)s of 5; %(defects)s "
            "service defects.",
            reached=reached,
            number=checks["number"],
            percent=round(100 * reached / checks["number"]),
            agrees=checks["agrees"],
            differs=checks["differs"],
            score=checks["score"] or "–",
            defects=checks["defects"],
        )

    @api.model
    def _no_division_sentence(self, number):
        """What no division's summary contains."""
        return number and self.env._(
            "Besides, %(number)s complaints of the month belong to no division: nobody "
            "serves these customers.",
            number=number,
        )

    @api.model
    def _charts(self, summary, figures):
        """Pictures: complaints by month, by category, by degree, by medium."""
        months = [
            (month["month"], month["number"], month["proven"])
            for month in figures.get("months", [])
        ]
        title = self.env._("Complaints by Month")
        charts = [(title, column_chart(months, width=330))]
        titles = {
            "categories": self.env._("By Category"),
            "degrees": self.env._("By Degree of Dissatisfaction"),
            "media": self.env._("By Medium"),
        }
        for name, title in titles.items():
            rows = self._labelled(summary, name, figures.get(name, []))
            if rows:
                charts.append((title, bar_chart(rows, width=330, label_width=140)))
        return charts

    @api.model
    def _labelled(self, summary, name, rows):
        """Rows of a figure with words instead of keys."""
        unknown = {
            "categories": self.env._("No Category"),
            "degrees": self.env._("Degree Not Known"),
            "media": self.env._("No Medium Named"),
        }[name]
        if name == "degrees":
            field = self.env["ad.complaint"]._fields["degree"]
            labels = dict(field._description_selection(self.env))
        else:
            model = {"categories": "ad.opinion.category", "media": "ad.medium"}[name]
            records = self.env[model].browse([key for key, *_rest in rows if key])
            labels = {record.id: record.name for record in records.exists()}
        return [(labels.get(key, unknown), *rest) for key, *rest in rows]

    @api.model
    def _signatures(self, summary):
        """Who submitted and who acknowledged, when, in which role, with what words."""
        lines = summary.ad_sign_off_ids.filtered(
            lambda line: line.round == summary.ad_sign_off_round
        )
        return [
            {
                "label": line.step_label,
                "name": line.user_name,
                "role": line.role,
                "behalf": line.on_behalf_name,
                "date": format_date(self.env, summary.company_id._ad_date(line.date)),
                "comment": line.comment,
            }
            for line in lines
        ]

    # Spreadsheet

    @api.model
    def _xlsx(self, summary):
        """File name and content of the summary as a workbook.

        :rtype: tuple[str, bytes]
        """
        values = self._summary(summary)
        env = summary.with_context(lang=summary.company_id._ad_lang()).env
        heading = [values["title"], f"{values['company']} · {values['name']}"]
        months = [(label, 18) for label in values["months"]]
        sheets = [
            (
                env._("Figures"),
                [(env._("Figure"), 34), *months],
                self._numbers(summary),
            ),
            self._line_sheet(
                env, env._("Opinions"), env._("Category"), values, "opinions"
            ),
            self._line_sheet(env, env._("Cases"), env._("Complaint"), values, "cases"),
            self._line_sheet(
                env, env._("Specialists"), env._("Specialist"), values, "people"
            ),
            self._line_sheet(env, env._("Praise"), env._("Customer"), values, "praise"),
        ]
        return summary._file_stem(), table_book(heading, sheets)

    @api.model
    def _numbers(self, summary):
        """The comparison as numbers, which a spreadsheet can reckon with."""
        self = self.with_context(lang=summary.company_id._ad_lang())
        months = (summary.figures or {}).get("months", [])
        return [
            [label, *[self._number(month, name) for month in months]]
            for name, label in self._measures().items()
        ]

    @api.model
    def _number(self, month, name):
        value, unit = month.get(name), UNITS.get(name)
        if value is None:
            return ""
        if unit == "answered":
            total = month.get("answered")
            return round(100 * value / total, 1) if total else ""
        return round(value / 60, 1) if unit == "hours" else value

    @api.model
    def _line_sheet(self, env, title, label, values, name):
        columns = [
            (label, 30),
            (env._("Complaints"), 12),
            (env._("Proven Ones"), 12),
            (env._("From the Records"), 60),
            (env._("Manager's Words"), 60),
            (env._("Grade"), 14),
        ]
        rows = [
            [
                line.title,
                line.number,
                line.proven,
                line.facts,
                line.words,
                values["grades"].get(line.grade, ""),
            ]
            for line in values[name]
        ]
        return title, columns, rows
