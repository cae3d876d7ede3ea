"""scikit-learn: modules, functions and arguments that 0.20 to 1.6 took away, and what stands for them.

https://scikit-learn.org/stable/whats_new/v0.18.html#model-selection-enhancements-and-api-changes
https://scikit-learn.org/stable/whats_new/v0.20.html
https://scikit-learn.org/stable/whats_new/v0.21.html
https://scikit-learn.org/stable/whats_new/v1.0.html
https://scikit-learn.org/stable/whats_new/v1.1.html
https://scikit-learn.org/stable/whats_new/v1.2.html
https://scikit-learn.org/stable/whats_new/v1.4.html
"""

from sklearn.inspection import PartialDependenceDisplay
from sklearn.metrics import (
    ConfusionMatrixDisplay,
    DetCurveDisplay,
    PrecisionRecallDisplay,
    RocCurveDisplay,
    root_mean_squared_error,
)

from refactor_cli.recipe import moved, replaces

moved("sklearn.externals.joblib", "joblib")
moved("sklearn.externals.six", "six")
moved("sklearn.cross_validation.cross_val_predict", "sklearn.model_selection.cross_val_predict")
moved("sklearn.cross_validation.cross_val_score", "sklearn.model_selection.cross_val_score")
moved("sklearn.cross_validation.permutation_test_score", "sklearn.model_selection.permutation_test_score")
moved("sklearn.cross_validation.train_test_split", "sklearn.model_selection.train_test_split")
moved("sklearn.grid_search.ParameterGrid", "sklearn.model_selection.ParameterGrid")
moved("sklearn.grid_search.ParameterSampler", "sklearn.model_selection.ParameterSampler")
# its attribute grid_scores_ is cv_results_, which is another thing
moved("sklearn.grid_search.GridSearchCV", "sklearn.model_selection.GridSearchCV", behaviour="changes")
moved(
    "sklearn.grid_search.RandomizedSearchCV",
    "sklearn.model_selection.RandomizedSearchCV",
    behaviour="changes",
)
moved("sklearn.learning_curve.learning_curve", "sklearn.model_selection.learning_curve")
moved("sklearn.learning_curve.validation_curve", "sklearn.model_selection.validation_curve")


@replaces("sklearn.metrics.plot_confusion_matrix", requires="scikit-learn>=1.0")
def plot_confusion_matrix(estimator, X, y_true, **kwargs):
    return ConfusionMatrixDisplay.from_estimator(estimator, X, y_true, **kwargs)


@replaces("sklearn.metrics.plot_det_curve", requires="scikit-learn>=1.0")
def plot_det_curve(estimator, X, y, **kwargs):
    return DetCurveDisplay.from_estimator(estimator, X, y, **kwargs)


@replaces("sklearn.metrics.plot_precision_recall_curve", requires="scikit-learn>=1.0")
def plot_precision_recall_curve(estimator, X, y, **kwargs):
    return PrecisionRecallDisplay.from_estimator(estimator, X, y, **kwargs)


@replaces("sklearn.metrics.plot_roc_curve", requires="scikit-learn>=1.0")
def plot_roc_curve(estimator, X, y, **kwargs):
    return RocCurveDisplay.from_estimator(estimator, X, y, **kwargs)


@replaces("sklearn.inspection.plot_partial_dependence", requires="scikit-learn>=1.0")
def plot_partial_dependence(estimator, X, features, **kwargs):
    return PartialDependenceDisplay.from_estimator(estimator, X, features, **kwargs)


@replaces("sklearn.metrics.mean_squared_error", given=("squared",), requires="scikit-learn>=1.4")
def mean_squared_error(*args, squared, **kwargs):
    if squared:
        return mean_squared_error(*args, **kwargs)
    return root_mean_squared_error(*args, **kwargs)


@replaces(
    "sklearn.ensemble.AdaBoostClassifier",
    "sklearn.ensemble.AdaBoostRegressor",
    "sklearn.ensemble.BaggingClassifier",
    "sklearn.ensemble.BaggingRegressor",
    "sklearn.calibration.CalibratedClassifierCV",
    given=("base_estimator",),
    requires="scikit-learn>=1.2",
)
def by_estimator(*args, base_estimator, **kwargs):
    return by_estimator(*args, estimator=base_estimator, **kwargs)


@replaces("sklearn.preprocessing.OneHotEncoder", given=("sparse",), requires="scikit-learn>=1.2")
def OneHotEncoder(*, sparse, **kwargs):
    return OneHotEncoder(sparse_output=sparse, **kwargs)


@replaces(
    "sklearn.cluster.AgglomerativeClustering",
    "sklearn.cluster.FeatureAgglomeration",
    given=("affinity",),
    requires="scikit-learn>=1.2",
)
def by_metric(*args, affinity, **kwargs):
    return by_metric(*args, metric=affinity, **kwargs)


@replaces(
    "sklearn.ensemble.ExtraTreesRegressor",
    "sklearn.ensemble.RandomForestRegressor",
    "sklearn.tree.DecisionTreeRegressor",
    "sklearn.tree.ExtraTreeRegressor",
    given=("criterion",),
    requires="scikit-learn>=1.0",
)
def by_criterion(*args, criterion, **kwargs):
    if criterion == "mse":
        return by_criterion(*args, criterion="squared_error", **kwargs)
    if criterion == "mae":
        return by_criterion(*args, criterion="absolute_error", **kwargs)
    return by_criterion(*args, criterion=criterion, **kwargs)


@replaces("sklearn.ensemble.GradientBoostingRegressor", given=("loss",), requires="scikit-learn>=1.0")
def GradientBoostingRegressor(*, loss, **kwargs):
    if loss == "ls":
        return GradientBoostingRegressor(loss="squared_error", **kwargs)
    if loss == "lad":
        return GradientBoostingRegressor(loss="absolute_error", **kwargs)
    return GradientBoostingRegressor(loss=loss, **kwargs)


@replaces("sklearn.ensemble.GradientBoostingClassifier", given=("loss",), requires="scikit-learn>=1.1")
def GradientBoostingClassifier(*, loss, **kwargs):
    if loss == "deviance":
        return GradientBoostingClassifier(loss="log_loss", **kwargs)
    return GradientBoostingClassifier(loss=loss, **kwargs)
